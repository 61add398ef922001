import { SluiceError } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { copy, planOf } from '../testing/sample-film.js';
import type { MeasuredPart } from './measure-part.js';
import { verifyPart } from './verify-part.js';

const plan = planOf({ passThrough: { taken: copy } });

const sized = (width: number | null, height: number | null): Pick<MeasuredPart, 'width' | 'height'> => ({
  width,
  height,
});
/** Two segments of 4 s that begin where a video begins. */
const picturePart: MeasuredPart = {
  kind: 'video',
  ...sized(1280, 720),
  codecs: 'avc1.64001f',
  timescale: 15_360,
  initHash: 'one',
  startTicks: 0,
  endTicks: 122_880,
  sampleCount: 240,
  segments: [4, 4].map((durationSec) => ({ durationSec, sizeBytes: 1000, iFrameBytes: 100 })),
  firstPresentationSec: 1,
};
const soundPart: MeasuredPart = { ...picturePart, kind: 'audio', ...sized(null, null), sampleCount: 375 };

/** A part of a chunk that begins so many seconds after the video does, and `beside` where it should. */
const verify = (name: string, part: MeasuredPart, { startSec = 0, beside = 0, isFirst = true } = {}) => {
  const shifted = { ...part, firstPresentationSec: 1 + startSec + beside };
  verifyPart(plan, { startSec }, name, shifted, isFirst);
};
const refusal = (detail: string): SluiceError => new SluiceError('output_invalid', detail);

describe('verifyPart', () => {
  it.each<[string, MeasuredPart]>([
    ['720p', picturePart],
    ['480p', { ...picturePart, ...sized(854, 480) }],
    ['1080p', { ...picturePart, ...sized(1920, 1080) }],
    ['audio', soundPart],
  ])('passes %s as planned', (name, part) => {
    expect(() => verify(name, part)).not.toThrow();
    expect(() => verify(name, part, { startSec: 32.032 })).not.toThrow();
  });

  it.each([0.04, -0.04, 0.02])('bears a start that is beside by %f s, where nobody notices', (beside) => {
    expect(() => verify('720p', picturePart, { beside: beside * 0.999 })).not.toThrow();
  });

  it.each([
    [0.041, '720p starts 0.041 s beside the others.'],
    [-0.041, '720p starts 0.041 s beside the others.'],
    [1, '720p starts 1.000 s beside the others.'],
  ])('refuses a start that is beside by %f s', (beside, detail) => {
    expect(() => verify('720p', picturePart, { beside })).toThrow(refusal(detail));
  });

  it.each([
    [0.004, null],
    [-0.004, null],
    [0.006, '720p starts 0.006 s beside the others.'],
    [-0.006, '720p starts 0.006 s beside the others.'],
    [1 / 30, '720p starts 0.033 s beside the others.'],
  ])('is stricter in the middle, where a picture would be doubled or lost: %f s', (beside, detail) => {
    const run = (): void => verify('720p', picturePart, { startSec: 32, beside });
    if (detail === null) expect(run).not.toThrow();
    else expect(run).toThrow(refusal(detail));
  });

  it('looks at the start of what comes first alone: the rest has to fit to it', () => {
    expect(() => verify('720p', picturePart, { beside: 8, isFirst: false })).not.toThrow();
  });

  it.each<[string, number, number]>([
    ['720p', 1280, 718],
    ['480p', 852, 480],
    ['1080p', 1080, 1920],
  ])('refuses %s of %i×%i pixels', (name, width, height) => {
    expect(() => verify(name, { ...picturePart, ...sized(width, height) })).toThrow(
      refusal(`${name} has ${width}×${height} pixels.`),
    );
  });

  it.each([
    [375, null],
    [375 - 23, null],
    [375 + 23, null],
    [375 - 24, 'audio holds 7.49 s of sound in 8.00 s.'],
    [375 + 24, 'audio holds 8.51 s of sound in 8.00 s.'],
    [0, 'audio holds 0.00 s of sound in 8.00 s.'],
  ])('counts the frames of the sound: %i in 8 s', (sampleCount, detail) => {
    const run = (): void => verify('audio', { ...soundPart, sampleCount });
    if (detail === null) expect(run).not.toThrow();
    else expect(run).toThrow(refusal(detail));
  });
});
