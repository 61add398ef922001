import type { VideoSamples } from '../mp4/sample-tables.js';

/** What the samples of a picture are like, taken together. */
export interface SampleSurvey {
  /**
   * When the last picture has been shown. Decoding ends a little later where the rate varies; it ends earlier where a
   * copy was cut off and pictures between the last ones are missing.
   */
  endTicks: number;
  durationSec: number;
  /** On average. */
  fps: number;
  averageBps: number;
  shortestSec: number;
  longestSec: number;
  /** The longest time without a key frame, the end counted as one. */
  keyFrameGapSec: number;
  /** A picture is shown on the other side of a key frame than it is decoded: cut there, it would be missing. */
  groupsOverlap: boolean;
  /** By how much the decoder must be ahead of the screen. */
  decodedAheadSec: number;
  /** The edit list does more than leave out the delay that B-frames cause. */
  edited: boolean;
}

/** Walks the samples of a picture, of which there must be one. */
export function surveySamples(samples: VideoSamples): SampleSurvey {
  const { timescale, decodeTimes, sizes, count } = samples;
  // never before the last one is decoded
  const endTicks = Math.max(lastShown(samples).end, decodeTimes[count - 1]! + 1);
  const durationSec = endTicks / timescale;
  let bytes = 0;
  let [shortest, longest] = [Infinity, 0];
  for (let sample = 0; sample < count; sample++) {
    const ticks = decodeTimes[sample + 1]! - decodeTimes[sample]!;
    shortest = Math.min(shortest, ticks);
    longest = Math.max(longest, ticks);
    bytes += sizes[sample]!;
  }
  return {
    endTicks,
    durationSec,
    fps: count / durationSec,
    averageBps: Math.round((8 * bytes) / durationSec),
    shortestSec: shortest / timescale,
    longestSec: longest / timescale,
    keyFrameGapSec: keyFrameGap(samples, endTicks) / timescale,
    groupsOverlap: groupsOverlap(samples),
    decodedAheadSec: decodedAhead(samples) / timescale,
    edited: isEdited(samples, endTicks),
  };
}

/** The picture that is shown last, from the film's first one on. */
function lastShown({ presentationTimes, decodeTimes, count }: VideoSamples): { start: number; end: number } {
  let last = 0;
  for (let sample = 1; sample < count; sample++)
    if (presentationTimes[sample]! > presentationTimes[last]!) last = sample;
  const start = presentationTimes[last]! - presentationTimes[0]!;
  return { start, end: start + decodeTimes[last + 1]! - decodeTimes[last]! };
}

function keyFrameGap({ presentationTimes, keyFrames }: VideoSamples, endTicks: number): number {
  const begin = presentationTimes[0]!;
  let [last, widest] = [0, 0];
  for (const place of keyFrames) {
    const at = presentationTimes[place]! - begin;
    widest = Math.max(widest, at - last);
    last = at;
  }
  return Math.max(widest, endTicks - last);
}

function groupsOverlap({ presentationTimes, keyFrames, count }: VideoSamples): boolean {
  let [group, groupBegins, latest] = [0, -Infinity, -Infinity];
  for (let sample = 0; sample < count; sample++) {
    const shown = presentationTimes[sample]!;
    if (sample === keyFrames[group]) {
      if (shown <= latest) return true;
      groupBegins = shown;
      group++;
    } else if (shown < groupBegins) return true;
    latest = Math.max(latest, shown);
  }
  return false;
}

/** ffmpeg moves decode times back until none is later than its picture is shown; the first picture counts as 0. */
function decodedAhead({ presentationTimes, decodeTimes, edits, count }: VideoSamples): number {
  const shownAfter = (sample: number): number =>
    presentationTimes[sample]! - decodeTimes[sample]! + Math.max(0, edits[0]?.mediaTime ?? 0);
  let least = 0;
  for (let sample = 0; sample < count; sample++) least = Math.min(least, shownAfter(sample));
  return shownAfter(0) - least;
}

function isEdited(samples: VideoSamples, endTicks: number): boolean {
  const { edits, presentationTimes, timescale, movieTimescale, count } = samples;
  const [edit] = edits;
  if (!edit) return false;
  if (edits.length > 1 || edit.rate !== 1 || edit.mediaTime < 0 || presentationTimes[0] !== 0) return true;
  // durations of edits are rounded to the movie's coarser ticks; a picture at or behind the edit's end is not shown
  const ends = (edit.duration / movieTimescale) * timescale;
  return ends <= lastShown(samples).start || Math.abs(ends - endTicks) >= endTicks / count;
}
