import { averageBandwidth, peakBandwidth, type SegmentMedia } from '@sluice/vod';
import {
  isGrowing,
  urlOf,
  type IFrameRendition,
  type Presentation,
  type Rendition,
} from '../presentation.js';
import { finding, kbps, type Finding, type Rule } from './rule.js';
import { variantsOf, type PlayableVariant } from './variants.js';

/** Bit rates as declared and as measured; what counts as a peak says RFC 8216bis 4.1. */
export const bitRateRules: Rule[] = [
  {
    id: 'bandwidth',
    level: 'MUST',
    title:
      'BANDWIDTH is the sum of the measured peaks, within 10 % (while growing: not more than 125 % is measured)',
    source: 'Apple 1.27, 1.29, 9.13',
    check: (presentation) => compare(presentation, 'bandwidthBps', 'peakBps', 1.25),
  },
  {
    id: 'average-bandwidth',
    level: 'MUST',
    title:
      'AVERAGE-BANDWIDTH is the measured average, within 10 % (while growing: not more than 110 % is measured)',
    source: 'Apple 1.26, 1.28, 9.14',
    check: (presentation) => compare(presentation, 'averageBandwidthBps', 'averageBps', 1.1),
  },
  {
    id: 'peak-to-average',
    level: 'SHOULD',
    title: 'the peak is not above 200 % of the average',
    source: 'Apple 1.30',
    check: peakToAverage,
  },
  {
    id: 'i-frame-bandwidth',
    level: 'MUST',
    title: 'BANDWIDTH of each I-frame playlist is its measured peak, within 10 %',
    source: 'Apple 6.9, RFC 8216bis 4.4.6.3',
    check: iFrameBandwidths,
  },
];

interface Rates {
  peakBps: number;
  averageBps: number;
}

const tolerance = 0.1;

/** null when a segment could not be measured: the sum would be wrong, and another rule says so. */
function ratesOf({ segments, playlist }: Rendition): Rates | null {
  const measured = segments.flatMap(({ entry, sizeBytes, problem }): SegmentMedia[] =>
    sizeBytes && entry.extinfSec && problem === null
      ? [{ durationSec: entry.extinfSec, sizeBytes, iFrameBytes: 0 }]
      : [],
  );
  if (measured.length === 0 || measured.length < segments.length || playlist.targetDurationSec === null)
    return null;
  return {
    peakBps: peakBandwidth(measured, playlist.targetDurationSec),
    averageBps: averageBandwidth(measured),
  };
}

/** The variant's picture together with the largest of the sounds that can play beside it. */
function ratesOfVariant({ main, sounds, soundsComplete }: PlayableVariant): Rates | null {
  const own = main ? ratesOf(main) : null;
  const beside = sounds.map(ratesOf);
  if (!own || !soundsComplete || beside.includes(null)) return null;
  return {
    peakBps: own.peakBps + Math.max(0, ...beside.map((rates) => rates!.peakBps)),
    averageBps: own.averageBps + Math.max(0, ...beside.map((rates) => rates!.averageBps)),
  };
}

function compare(
  presentation: Presentation,
  declaredAs: 'bandwidthBps' | 'averageBandwidthBps',
  measuredAs: keyof Rates,
  growingMax: number,
): Finding[] {
  const growing = isGrowing(presentation);
  return variantsOf(presentation).flatMap((variant) => {
    const declared = variant.entry[declaredAs];
    const measured = ratesOfVariant(variant)?.[measuredAs];
    if (!declared || measured === undefined) return [];
    const ratio = measured / declared;
    const ok = growing ? ratio < growingMax : Math.abs(ratio - 1) <= tolerance;
    return [finding(ok, variant.where, sideBySide(declared, measured))];
  });
}

const sideBySide = (declared: number, measured: number): string =>
  `declared ${kbps(declared)}, measured ${kbps(measured)} (${Math.round((measured / declared) * 100)} %)`;

function peakToAverage(presentation: Presentation): Finding[] {
  return variantsOf(presentation).flatMap((variant) => {
    const rates = ratesOfVariant(variant);
    if (!rates) return [];
    const text = `peak ${kbps(rates.peakBps)}, average ${kbps(rates.averageBps)}`;
    return [finding(rates.peakBps <= 2 * rates.averageBps, variant.where, text)];
  });
}

function iFrameBandwidths(presentation: Presentation): Finding[] {
  if (isGrowing(presentation)) return [];
  return (presentation.multivariant?.iFrameVariants ?? []).flatMap(({ uri, bandwidthBps }) => {
    const rendition = presentation.iFrames.find(({ url }) => url === urlOf(presentation, uri));
    const measured = rendition ? iFramePeak(rendition) : null;
    if (bandwidthBps === null || bandwidthBps === 0 || measured === null) return [];
    const ok = Math.abs(measured / bandwidthBps - 1) <= tolerance;
    return [finding(ok, `I-frame variant ${uri}`, sideBySide(bandwidthBps, measured))];
  });
}

function iFramePeak({ playlist }: IFrameRendition): number | null {
  const ranges = playlist.segments.flatMap(({ extinfSec, byteRange }): SegmentMedia[] =>
    extinfSec && byteRange
      ? [{ durationSec: extinfSec, sizeBytes: byteRange.length, iFrameBytes: byteRange.length }]
      : [],
  );
  if (ranges.length === 0 || playlist.targetDurationSec === null) return null;
  return peakBandwidth(ranges, playlist.targetDurationSec);
}
