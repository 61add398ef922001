import type { EncodingPlan, VideoWarning } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import type { EncodedPicture } from '../encode/encode-picture.js';
import { outcomeWarnings } from './outcome-warnings.js';

const toneMapped: VideoWarning = { code: 'tone_mapped', detail: 'HDR was converted.' };
const audioFailed: VideoWarning = { code: 'audio_failed', detail: 'Audio track 1 could not be decoded.' };
const plan: EncodingPlan = { picture: null, audio: null, expectedDurationSec: 60, warnings: [] };
const whole: EncodedPicture = { frames: 1800, durationSec: 60, decoderComplaints: 0 };

describe('outcomeWarnings', () => {
  it('has nothing to say of a film that came out whole', () => {
    expect(outcomeWarnings(plan, whole, null)).toEqual([]);
  });

  it('says everything in one order: the plan, the picture, the sound', () => {
    const half = { frames: 900, durationSec: 30, decoderComplaints: 2 };
    expect(outcomeWarnings({ ...plan, warnings: [toneMapped] }, half, audioFailed)).toEqual([
      toneMapped,
      { code: 'ends_early', detail: 'The file ends early: 30.0 of 60.0 s could be read.' },
      audioFailed,
    ]);
  });

  it('tells of damage in a file that is all there', () => {
    expect(outcomeWarnings(plan, { ...whole, decoderComplaints: 2 }, null).map(({ code }) => code)).toEqual([
      'damaged_frames',
    ]);
  });

  it.each([
    ['half a second of a short one', 10, 9.5, false],
    ['more than half a second of a short one', 10, 9.4, true],
    ['two hundredths of a long one', 1000, 980, false],
    ['more than two hundredths of a long one', 1000, 979.9, true],
    ['nothing: it is longer than expected', 10, 12, false],
  ])('counts as early what misses %s', (_, expectedDurationSec, durationSec, early) => {
    const warnings = outcomeWarnings({ ...plan, expectedDurationSec }, { ...whole, durationSec }, null);
    expect(warnings.map(({ code }) => code)).toEqual(early ? ['ends_early'] : []);
  });

  it('cannot know where a file of unknown length ends', () => {
    const picture = { ...whole, durationSec: 1 };
    expect(outcomeWarnings({ ...plan, expectedDurationSec: null }, picture, null)).toEqual([]);
  });

  it('has no picture to judge in sound alone', () => {
    expect(outcomeWarnings(plan, null, null)).toEqual([]);
  });

  it('leaves the plan as it is', () => {
    const warnings: VideoWarning[] = [];
    outcomeWarnings({ ...plan, warnings }, whole, audioFailed);
    expect(warnings).toEqual([]);
  });
});
