import type { VideoSamples } from '../mp4/sample-tables.js';

/** How ffmpeg's HLS muxer will cut a picture that it only copies. */
export interface KeyFrameCuts {
  /** What to ask for as `-hls_time`. */
  hlsTimeSec: number;
  /** Places of the key frames at which segments begin; the first is 0. */
  starts: number[];
  durationsSec: number[];
}

/** Eighths of a second stay exact as floating point, and in the six decimals that ffmpeg reads. */
const stepsPerSec = 8;
/** A segment of 120 pictures at 29.97 a second lasts 4.004 s. */
export const segmentToleranceSec = 0.01;

/** The longest target time with which no segment gets longer than `maxSegmentSec`; null when there is none. */
export function cutAtKeyFrames(
  samples: VideoSamples,
  endTicks: number,
  maxSegmentSec: number,
): KeyFrameCuts | null {
  const { timescale, decodeTimes } = samples;
  const endOf = (next: number | undefined): number => (next === undefined ? endTicks : decodeTimes[next]!);
  for (let steps = Math.floor(maxSegmentSec * stepsPerSec); steps > 0; steps--) {
    const starts = simulateMuxer(samples, endTicks, steps, (maxSegmentSec + segmentToleranceSec) * timescale);
    if (!starts) continue;
    const durationsSec = starts.map((start, at) => (endOf(starts[at + 1]) - decodeTimes[start]!) / timescale);
    return { hlsTimeSec: steps / stepsPerSec, starts, durationsSec };
  }
  return null;
}

/**
 * The muxer cuts at the first key frame that is shown n × hls_time or more after the first picture, n being the number
 * of the segment that ends: a segment that got longer makes those after it shorter (hlsenc.c, hls_write_packet).
 * Answers where segments begin, null as soon as one is too long.
 */
function simulateMuxer(
  samples: VideoSamples,
  endTicks: number,
  steps: number,
  longestTicks: number,
): number[] | null {
  const { timescale, decodeTimes, presentationTimes, keyFrames } = samples;
  const starts = [0];
  let from = 0;
  for (const place of keyFrames) {
    const shownAfter = presentationTimes[place]! - presentationTimes[0]!;
    // whole numbers on both sides: rounding must not decide which side of a cut a key frame falls on
    if (place === 0 || shownAfter * stepsPerSec < starts.length * steps * timescale) continue;
    if (decodeTimes[place]! - decodeTimes[from]! > longestTicks) return null;
    starts.push(place);
    from = place;
  }
  return endTicks - decodeTimes[from]! > longestTicks ? null : starts;
}
