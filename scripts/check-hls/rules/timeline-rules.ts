import {
  audioOf,
  isGrowing,
  sampleSec,
  videoOf,
  type Presentation,
  type Rendition,
} from '../presentation.js';
import { allOrGood, finding, seconds, type Finding, type Rule } from './rule.js';

/** How segments follow each other, and how renditions lie beside each other. */
export const timelineRules: Rule[] = [
  {
    id: 'decode-times',
    level: 'MUST',
    title:
      'each segment’s decode time is that of the one before plus its duration (audio: within one AAC frame)',
    source: 'Apple 7.1, 7.3',
    check: ({ renditions }) => renditions.flatMap(decodeTimesContinue),
  },
  {
    id: 'durations-agree',
    level: 'MUST',
    title:
      'all playlists last as long: within one frame, audio beside video within 0.1 s (while growing: aligned ones, as far as both are there)',
    source: 'Apple 8.3, 8.7',
    check: durationsAgree,
  },
  {
    id: 'starts-aligned',
    level: 'MUST',
    title: 'all renditions begin at the same time: video within 1 ms, audio within 40 ms of it',
    source: 'RFC 8216 6.2.4',
    check: startsAligned,
  },
  {
    id: 'boundaries-aligned',
    // a rendition that is the source's own picture has the source's own key frames; players switch at those as well
    level: 'SHOULD',
    title: 'segments of all video renditions begin at the same times',
    source: 'Apple 8.22 (AirPlay 2)',
    check: boundariesAligned,
  },
  {
    id: 'audio-boundaries-aligned',
    level: 'SHOULD',
    title: 'audio segments begin within 0.1 s of the video’s',
    source: 'Apple 8.22',
    check: audioBoundariesAligned,
  },
  {
    id: 'edit-list',
    level: 'MUST',
    title: 'an edit list, if there is one, only shifts the whole track',
    source: 'RFC 8216 3.3, ISO/IEC 23000-19 7.5.13',
    check: ({ renditions }) =>
      renditions.flatMap(({ name, init }) =>
        init ? [finding(init.edits.onlyShifts, name, `shifts by ${seconds(init.edits.shiftSec)}`)] : [],
      ),
  },
];

const audioToleranceSec = 0.1;
const audioStartToleranceSec = 0.04;
const videoToleranceSec = 0.001;

function decodeTimesContinue({ name, kind, segments, init }: Rendition): Finding[] {
  const bad = segments.flatMap(({ measure, where, entry }, index) => {
    const previous = segments[index - 1]?.measure;
    if (!measure || !previous || entry.discontinuity) return [];
    const expected = previous.baseDecodeTime + previous.duration;
    const jump = measure.baseDecodeTime - expected;
    const tolerance = kind === 'audio' ? previous.duration / previous.sampleCount : 0;
    const text = `decode time ${measure.baseDecodeTime}, expected ${expected} (${seconds(jump / init!.timescale)})`;
    return Math.abs(jump) <= tolerance ? [] : [{ where, text }];
  });
  return segments.some(({ measure }) => measure)
    ? allOrGood(bad, name, `${segments.length} segments in a row`)
    : [];
}

/** The first rendition with a picture, or the first of all: what the others are held against. */
const referenceOf = (presentation: Presentation): Rendition | null =>
  videoOf(presentation)[0] ?? presentation.renditions[0] ?? null;

function durationsAgree(presentation: Presentation): Finding[] {
  const reference = referenceOf(presentation);
  if (!reference) return [];
  const lists = [
    ...presentation.renditions.map(({ name, playlist, kind }) => ({ name, playlist, kind })),
    ...presentation.iFrames.map(({ name, playlist }) => ({ name, playlist, kind: 'video' as const })),
  ];
  const shared = isGrowing(presentation)
    ? Math.min(...lists.map(({ playlist }) => playlist.segments.length))
    : Infinity;
  const total = ({ segments }: Rendition['playlist']): number =>
    segments.slice(0, shared).reduce((sum, { extinfSec }) => sum + (extinfSec ?? 0), 0);
  const expected = total(reference.playlist);
  const comparable = isGrowing(presentation) ? lists.filter(isAlignedWith(reference.playlist)) : lists;
  return comparable.map(({ name, playlist, kind }) => {
    const tolerance = kind === reference.kind ? (sampleSec(reference) ?? 0) : audioToleranceSec;
    const sum = total(playlist);
    const text = `${seconds(sum)}, ${reference.name} ${seconds(expected)}`;
    return finding(Math.abs(sum - expected) <= tolerance + 1e-6, name, text);
  });
}

/** Segments of a copied picture are as long as its key frames are apart: how many of them there are says nothing. */
const isAlignedWith =
  (reference: Rendition['playlist']) =>
  ({ playlist }: { playlist: Rendition['playlist'] }): boolean =>
    playlist.segments.every(({ extinfSec }, index) => {
      const other = reference.segments[index]?.extinfSec;
      return extinfSec === null || !other || Math.abs(extinfSec - other) < audioToleranceSec;
    });

/** When a segment is first seen or heard, in seconds; null when it could not be measured. */
function startSec({ init, segments }: Rendition, index: number): number | null {
  const measure = segments[index]?.measure;
  return init && measure ? measure.firstPresentationTime / init.timescale : null;
}

function startsAligned(presentation: Presentation): Finding[] {
  const reference = referenceOf(presentation);
  const start = reference ? startSec(reference, 0) : null;
  if (!reference || start === null) return [];
  return presentation.renditions.flatMap((rendition) => {
    const own = startSec(rendition, 0);
    if (own === null) return [];
    const tolerance = rendition.kind === reference.kind ? videoToleranceSec : audioStartToleranceSec;
    return [
      finding(
        Math.abs(own - start) <= tolerance,
        rendition.name,
        `${seconds(own)}, ${reference.name} ${seconds(start)}`,
      ),
    ];
  });
}

function boundariesAligned(presentation: Presentation): Finding[] {
  return compareBoundaries(videoOf(presentation), videoToleranceSec);
}

function audioBoundariesAligned(presentation: Presentation): Finding[] {
  const [reference] = videoOf(presentation);
  return reference ? compareBoundaries([reference, ...audioOf(presentation)], audioToleranceSec) : [];
}

function compareBoundaries([reference, ...others]: Rendition[], toleranceSec: number): Finding[] {
  return others.flatMap((rendition) => {
    const bad = rendition.segments.flatMap(({ where }, index) => {
      const [own, expected] = [startSec(rendition, index), startSec(reference!, index)];
      if (own === null || expected === null || Math.abs(own - expected) <= toleranceSec) return [];
      return [{ where, text: `begins at ${seconds(own)}, ${reference!.name} at ${seconds(expected)}` }];
    });
    return allOrGood(bad, rendition.name, `beside ${reference!.name}`);
  });
}
