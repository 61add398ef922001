import type { CameraBuffer, CameraStatus } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { describeBytes, describeCodec, describeFill, describeStream, share } from './gauge-words';

const buffer = {
  durationSec: 297.6,
  configuredSec: 300,
  sizeBytes: 75_000_000,
  maxBytes: 2_000_000_000,
} as CameraBuffer;

const status = {
  state: 'live',
  since: '2026-11-20T14:03:22.000Z',
  mode: 'copy',
  codec: 'h264',
  width: 1280,
  height: 720,
  fps: 24.998,
  bitrateBps: 2_100_000,
  gopSec: 1,
  restartsLastHour: 0,
  lastError: null,
  disk: { freeBytes: 40_000_000_000, minFreeBytes: 1_000_000_000 },
} as CameraStatus;

describe('the buffer', () => {
  it('says how much of what it should hold is there', () => {
    expect(describeFill(buffer)).toBe('4 min 58 s of 5 min');
    expect(describeFill({ ...buffer, durationSec: 301.2 })).toBe('5 min of 5 min');
    expect(describeBytes(buffer)).toBe('75 MB of 2 GB');
  });
  it.each([
    [1, 4, 0.25],
    [5, 4, 1],
    [1, 0, 0],
  ])('%d of %d are %d', (part, whole, result) => expect(share(part, whole)).toBe(result));
});

describe('the stream', () => {
  it('says how the picture is kept', () => {
    expect(describeCodec(status)).toBe('H.264, as the camera sends it');
    expect(describeCodec({ codec: 'mjpeg', mode: 'encode' })).toBe('Motion JPEG, encoded anew');
    expect(describeCodec({ codec: null, mode: null })).toBeNull();
  });

  it('leaves out what nobody knows', () => {
    const names = (changes: Partial<CameraStatus>) =>
      describeStream({ ...status, ...changes }, Date.now()).map(([name]) => name);
    expect(names({})).toContain('Connected since');
    expect(names({})).not.toContain('Last error');
    expect(names({ state: 'signal_lost', fps: null, lastError: 'Connection refused' })).toEqual([
      'Picture',
      'Bit rate',
      'Codec',
      'Key frames',
      'Free disk',
      'Restarts in the last hour',
      'Last error',
    ]);
    expect(Object.fromEntries(describeStream(status, Date.now()))['Frame rate']).toBe('25 fps');
  });
});
