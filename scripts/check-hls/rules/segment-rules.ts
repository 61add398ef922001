import { sampleSec, videoOf, type Presentation, type Rendition, type Segment } from '../presentation.js';
import { allOrGood, finding, seconds, type Finding, type Rule } from './rule.js';

/** Each segment by itself. */
export const segmentRules: Rule[] = [
  {
    id: 'init-readable',
    level: 'MUST',
    title: 'each init segment is there and describes one H.264 or AAC track',
    source: 'RFC 8216 3.3, Apple 1.2, 2.17',
    check: ({ renditions }) =>
      renditions.flatMap(({ name, init, initProblem }) =>
        init || initProblem ? [finding(init !== null, name, initProblem ?? init!.codecs)] : [],
      ),
  },
  {
    id: 'segment-present',
    level: 'MUST',
    title: 'each segment is there',
    source: 'RFC 8216 6.2.1',
    check: withoutProblem('missing'),
  },
  {
    id: 'segment-not-empty',
    level: 'MUST',
    title: 'no segment is empty',
    source: 'RFC 8216 3.3',
    check: withoutProblem('empty'),
  },
  {
    id: 'segment-complete',
    level: 'MUST',
    title: 'no segment is cut off: boxes, sample tables and NAL units are complete and agree',
    source: 'RFC 8216 3.3, ISO/IEC 14496-12',
    check: withoutProblem('broken'),
  },
  {
    id: 'segment-starts-with-idr',
    level: 'MUST',
    title: 'each video segment begins with an IDR, in its sample table and in its NAL units',
    source: 'Apple 7.4',
    check: (presentation) => perSegment(videoOf(presentation), () => startsWithIdr),
  },
  {
    id: 'segment-length',
    level: 'MUST',
    title: 'no segment is longer than the target duration and half a second',
    source: 'Apple 7.7',
    check: ({ renditions }) => perSegment(renditions, withinTarget),
  },
  {
    id: 'extinf-exact',
    level: 'MUST',
    title: 'EXTINF is the duration of the segment’s samples, within one frame',
    source: 'Apple 8.1',
    check: ({ renditions }) => perSegment(renditions, matchesExtinf),
  },
  {
    id: 'idr-interval',
    level: 'SHOULD',
    title: 'there is an IDR every two seconds',
    source: 'Apple 1.13',
    check: (presentation) => perSegment(videoOf(presentation), idrOften),
  },
];

function withoutProblem(kind: 'missing' | 'empty' | 'broken'): Rule['check'] {
  return ({ renditions }: Presentation) =>
    renditions.flatMap(({ name, segments }) =>
      allOrGood(
        segments.flatMap(({ where, problem }) =>
          problem?.kind === kind ? [{ where, text: problem.text }] : [],
        ),
        name,
        `${segments.length} segments`,
      ),
    );
}

/** What is wrong with a segment, null when nothing is. */
type SegmentCheck = (segment: Segment) => string | null;

/** Runs a check over the measured segments of each rendition. */
function perSegment(renditions: Rendition[], prepare: (rendition: Rendition) => SegmentCheck): Finding[] {
  return renditions.flatMap((rendition) => {
    const check = prepare(rendition);
    const measured = rendition.segments.filter(({ measure }) => measure !== null);
    if (measured.length === 0) return [];
    const bad = measured.flatMap((segment) => {
      const text = check(segment);
      return text === null ? [] : [{ where: segment.where, text }];
    });
    return allOrGood(bad, rendition.name, `${measured.length} segments`);
  });
}

function startsWithIdr({ measure }: Segment): string | null {
  const { startsWithSyncSample, pictures } = measure!;
  if (!startsWithSyncSample) return 'the first sample is not marked as a sync sample';
  return pictures !== null && pictures.idr[0] !== 0 ? 'the first picture is not an IDR' : null;
}

function withinTarget({ playlist: { targetDurationSec }, init }: Rendition): SegmentCheck {
  const longest = targetDurationSec === null ? Infinity : targetDurationSec + 0.5;
  return ({ measure }) => {
    const duration = measure!.duration / init!.timescale;
    return duration <= longest + 1e-6 ? null : `${seconds(duration)} with a target of ${targetDurationSec} s`;
  };
}

function matchesExtinf(rendition: Rendition): SegmentCheck {
  const toleranceSec = sampleSec(rendition) ?? 0;
  return ({ entry: { extinfSec }, measure }) => {
    const duration = measure!.duration / rendition.init!.timescale;
    if (extinfSec === null || Math.abs(duration - extinfSec) <= toleranceSec) return null;
    return `EXTINF ${seconds(extinfSec)}, samples last ${seconds(duration)}`;
  };
}

/** Two seconds on a grid of frames: one frame more is allowed. */
function idrOften(rendition: Rendition): SegmentCheck {
  const frameSec = sampleSec(rendition) ?? 0;
  return ({ measure }) => {
    const { idr, count } = measure!.pictures!;
    const longest = Math.max(...[...idr, count].map((at, i) => at - (idr[i - 1] ?? 0))) * frameSec;
    return longest <= 2 + frameSec + 1e-6 ? null : `${seconds(longest)} without an IDR`;
  };
}
