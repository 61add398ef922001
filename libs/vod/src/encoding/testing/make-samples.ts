import type { VideoSamples } from '../../mp4/sample-tables.js';

/**
 * The samples of a film of 30 pictures a second with closed groups: behind each key frame two and two pictures are
 * decoded in the other order than they are shown.
 */
export function makeSamples(
  count: number,
  keyFrames: readonly number[],
  changes: Partial<VideoSamples> = {},
): VideoSamples {
  const frameTicks = 512;
  const presentationTimes = Float64Array.from({ length: count }, (_, sample) => {
    const group = keyFrames.findLast((place) => place <= sample) ?? 0;
    const groupEnd = keyFrames.find((place) => place > sample) ?? count;
    const place = sample - group;
    if (place === 0 || (place % 2 === 1 && sample + 1 === groupEnd)) return sample * frameTicks;
    return (place % 2 === 1 ? sample + 1 : sample - 1) * frameTicks;
  });
  return {
    timescale: 30 * frameTicks,
    movieTimescale: 1000,
    edits: [{ duration: Math.round((1000 * count) / 30), mediaTime: frameTicks, rate: 1 }],
    sampleEntries: ['avc1'],
    avc: { profile: 100, level: 40, codecs: 'avc1.640028', lengthSize: 4 },
    upright: true,
    count,
    decodeTimes: Float64Array.from({ length: count + 1 }, (_, sample) => sample * frameTicks),
    presentationTimes,
    keyFrames: Uint32Array.from(keyFrames),
    namesOpenGroups: false,
    sizes: new Uint32Array(count).fill(50_000),
    offsets: Float64Array.from({ length: count }, (_, sample) => 48 + 50_000 * sample),
    ...changes,
  };
}

/** A key frame every so many pictures. */
export const every = (pictures: number, count: number): number[] =>
  Array.from({ length: Math.ceil(count / pictures) }, (_, group) => group * pictures);
