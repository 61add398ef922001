import { sampleSec, type Presentation } from '../presentation.js';
import { finding, type Finding, type Rule } from './rule.js';
import { variantsOf, type PlayableVariant } from './variants.js';

/** What the multivariant playlist says, held against what it leads to. */
export const variantRules: Rule[] = [
  {
    id: 'independent-segments',
    level: 'MUST',
    title: 'EXT-X-INDEPENDENT-SEGMENTS stands in the multivariant playlist',
    source: 'RFC 8216 4.3.5.1, Apple 9.11',
    check: independentSegments,
  },
  {
    id: 'variant-attributes',
    level: 'MUST',
    title:
      'each variant has BANDWIDTH, AVERAGE-BANDWIDTH and CODECS, and with a picture RESOLUTION and FRAME-RATE',
    source: 'Apple 9.1, 9.2, 9.14, 9.15',
    check: (presentation) => variantsOf(presentation).map(hasAttributes),
  },
  {
    id: 'codecs',
    level: 'MUST',
    title: 'CODECS names exactly the formats of the init segments',
    source: 'RFC 8216 4.3.4.2, RFC 6381, Apple 9.1',
    check: (presentation) => variantsOf(presentation).flatMap(codecsMatch),
  },
  {
    id: 'resolution',
    level: 'MUST',
    title: 'RESOLUTION, the sample entry and the sequence parameter set agree',
    source: 'RFC 8216 4.3.4.2, Apple 9.2',
    check: (presentation) => variantsOf(presentation).flatMap(resolutionMatches),
  },
  {
    id: 'frame-rate',
    level: 'MUST',
    title: 'FRAME-RATE is the measured frame rate',
    source: 'RFC 8216 4.3.4.2, Apple 9.15',
    check: (presentation) => variantsOf(presentation).flatMap(frameRateMatches),
  },
  {
    id: 'video-range',
    level: 'MUST',
    title: 'VIDEO-RANGE fits the transfer characteristics of the picture',
    source: 'RFC 8216bis 4.4.6.2, Apple 9.16',
    check: (presentation) => variantsOf(presentation).flatMap(videoRangeMatches),
  },
  {
    id: 'audio-group',
    level: 'MUST',
    title: 'the AUDIO group of each variant exists',
    source: 'RFC 8216 4.3.4.2, Apple 8.9',
    check: audioGroups,
  },
  {
    id: 'audio-language',
    level: 'MUST',
    title: 'each audio rendition says its LANGUAGE as a BCP 47 tag',
    source: 'RFC 8216 4.3.4.1, Apple 8.10',
    check: audioLanguages,
  },
  {
    id: 'aspect-ratio',
    level: 'SHOULD',
    title: 'all variants have the same aspect ratio',
    source: 'Apple 1.33',
    check: aspectRatios,
  },
];

function independentSegments({ multivariant, playlists }: Presentation): Finding[] {
  const playlist = multivariant ?? playlists[0]!.playlist;
  if (!playlist) return [];
  const { independentSegments: there } = playlist;
  return [finding(there, playlists[0]!.name, there ? 'it is there' : 'it is not there')];
}

function hasAttributes({ entry, where, main }: PlayableVariant): Finding {
  const hasPicture = main ? main.kind === 'video' : entry.resolution !== null;
  const needed = {
    BANDWIDTH: entry.bandwidthBps,
    'AVERAGE-BANDWIDTH': entry.averageBandwidthBps,
    CODECS: entry.codecs,
    ...(hasPicture ? { RESOLUTION: entry.resolution, 'FRAME-RATE': entry.frameRate } : {}),
  };
  const missing = Object.entries(needed).flatMap(([name, value]) => (value === null ? [name] : []));
  return finding(
    missing.length === 0,
    where,
    missing.length === 0 ? 'all there' : `${missing.join(', ')} missing`,
  );
}

function codecsMatch({ entry, where, main, sounds, soundsComplete }: PlayableVariant): Finding[] {
  const inits = [main, ...sounds].map((rendition) => rendition?.init ?? null);
  if (!entry.codecs || !soundsComplete || inits.includes(null)) return [];
  const found = [...new Set(inits.map((init) => init!.codecs.toLowerCase()))].toSorted();
  const declared = [...new Set(entry.codecs.map((codec) => codec.toLowerCase()))].toSorted();
  const mismatched = inits.some((init) => init!.picture?.matchesContainer === false);
  return [
    finding(
      found.join() === declared.join(),
      where,
      `declared ${declared.join(',')}, found ${found.join(',')}`,
    ),
    ...(mismatched
      ? [finding(false, where, 'avcC and its sequence parameter set name different profiles or levels')]
      : []),
  ];
}

function resolutionMatches({ entry, where, main }: PlayableVariant): Finding[] {
  const { resolution } = entry;
  if (!resolution || !main?.init?.picture) return [];
  const size = ({ width, height }: { width: number | null; height: number | null }): string =>
    `${width}x${height}`;
  const sizes = [size(resolution), size(main.init), size(main.init.picture.sps)];
  const text = `RESOLUTION ${sizes[0]}, sample entry ${sizes[1]}, sequence parameter set ${sizes[2]}`;
  return [finding(new Set(sizes).size === 1, where, text)];
}

/** "rounded to three decimal places": a thousandth of the rate is allowed on top of that. */
function frameRateMatches({ entry, where, main }: PlayableVariant): Finding[] {
  const frameSec = main?.kind === 'video' ? sampleSec(main) : null;
  if (entry.frameRate === null || frameSec === null) return [];
  const measured = 1 / frameSec;
  const ok = Math.abs(entry.frameRate - measured) <= 0.0005 + measured / 1000;
  return [finding(ok, where, `FRAME-RATE ${entry.frameRate}, measured ${measured.toFixed(3)}`)];
}

const rangeOfTransfer: Record<number, string> = { 16: 'PQ', 18: 'HLG' };

function videoRangeMatches({ entry, where, main }: PlayableVariant): Finding[] {
  if (!main?.init?.picture) return [];
  const { transfer } = main.init.picture.sps;
  const found = rangeOfTransfer[transfer ?? 0] ?? 'SDR';
  const declared = entry.videoRange ?? 'SDR';
  return [finding(found === declared, where, `declared ${declared}, the parameter set says ${found}`)];
}

function audioGroups(presentation: Presentation): Finding[] {
  const groups = new Set(
    presentation.multivariant?.media.filter(({ type }) => type === 'AUDIO').map(({ groupId }) => groupId),
  );
  return variantsOf(presentation).flatMap(({ entry, where }) =>
    entry.audioGroup === null
      ? []
      : [finding(groups.has(entry.audioGroup), where, `AUDIO="${entry.audioGroup}"`)],
  );
}

function audioLanguages({ multivariant }: Presentation): Finding[] {
  const audio = (multivariant?.media ?? []).filter(({ type }) => type === 'AUDIO');
  return audio.map(({ name, language }) =>
    finding(
      isLanguageTag(language),
      `EXT-X-MEDIA "${name}"`,
      language === null ? 'no LANGUAGE' : `LANGUAGE="${language}"`,
    ),
  );
}

function isLanguageTag(language: string | null): boolean {
  try {
    return language !== null && Intl.getCanonicalLocales(language).length === 1;
  } catch {
    return false;
  }
}

/** Even sides make small differences: two pixels of the shorter side are no other shape. */
function aspectRatios(presentation: Presentation): Finding[] {
  const sizes = variantsOf(presentation).flatMap(({ entry, where }) =>
    entry.resolution ? [{ where, ...entry.resolution }] : [],
  );
  const [first, ...others] = sizes;
  return others.map(({ where, width, height }) => {
    const difference = Math.abs((width * first!.height) / first!.width - height);
    return finding(difference <= 2, where, `${width}x${height} beside ${first!.width}x${first!.height}`);
  });
}
