import { describe, expect, it } from 'vitest';
import type { SourceMedia, SourceVideo } from '../media/source-media.js';
import { keepClock } from './own-clock.js';
import { planEncoding } from './plan.js';

const video: SourceVideo = {
  streamIndex: 0,
  codec: 'h264',
  codecTag: 'avc1',
  profile: 'High',
  level: 31,
  pixelFormat: 'yuv420p',
  codedWidth: 1280,
  codedHeight: 720,
  width: 1280,
  height: 720,
  squarePixels: true,
  rotation: 0,
  averageFrameRate: { num: 12, den: 1 },
  nominalFrameRate: { num: 30, den: 1 },
  interlaced: false,
  hdr: null,
  colorMatrix: 'bt709',
  fullRange: false,
  bitrateBps: null,
  startSec: 0.1,
  durationSec: 28.5,
  frameCount: 300,
};
/** Picture from 1.5 to 30 s; sound from 1.4 to 12 s. */
const media: SourceMedia = {
  container: 'mov,mp4,m4a,3gp,3g2,mj2',
  startSec: 1.4,
  durationSec: 30,
  sizeBytes: 1,
  video,
  audio: [
    {
      streamIndex: 1,
      track: 1,
      codec: 'aac',
      channels: 2,
      sampleRateHz: 48_000,
      language: null,
      isDefault: true,
      startSec: 0,
      durationSec: 10.6,
    },
  ],
  hasCoverArt: false,
};

/** Ticks of 1/600 s: 30 pictures a second, but for those that stand longer. */
function samples(count: number, longer: Record<number, number>) {
  const decodeTimes = new Float64Array(count + 1);
  for (let at = 0; at < count; at++) decodeTimes[at + 1] = decodeTimes[at]! + (longer[at] ?? 20);
  return { decodeTimes, count, timescale: 600 };
}

describe('keepClock', () => {
  it('counts every time from the file’s own 0', () => {
    const kept = keepClock(media, null);
    expect(kept).toMatchObject({ startSec: 0, durationSec: 30, keepsClock: true });
    expect([kept.video?.startSec, kept.audio[0]?.startSec]).toEqual([1.5, 1.4]);
  });

  it('takes the rate from the pictures between the holes', () => {
    const kept = keepClock(media, samples(300, { 100: 600 * 11 }));
    expect(kept.video?.averageFrameRate).toEqual({ num: 299 * 600, den: 299 * 20 });
    expect(kept.video?.durationSec).toBe(28.5);
  });

  it('ends the picture with its last one, and holds that to the film’s end', () => {
    const kept = keepClock(media, samples(300, { 299: 600 * 18.5 + 20 }));
    expect(kept.video?.durationSec).toBeCloseTo(10, 6);
    const plan = planEncoding(kept, { ladder: [720], segmentSec: 4 });
    expect(plan).toMatchObject({ expectedDurationSec: 30, keepsClock: true, picture: { holdLastSec: 18.5 } });
  });

  it('leaves an upload alone', () => {
    expect(planEncoding(media, { ladder: [720], segmentSec: 4 })).not.toHaveProperty('keepsClock');
  });
});
