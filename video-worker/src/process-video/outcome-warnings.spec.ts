import {
  emptyOutput,
  type AttemptPlan,
  type ChunkOutput,
  type ChunkProgress,
  type RenditionMedia,
  type VideoWarning,
} from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { planOf } from '../testing/sample-film.js';
import { outcomeWarnings } from './outcome-warnings.js';

const toneMapped: VideoWarning = { code: 'tone_mapped', detail: 'HDR was converted.' };
const audioFailed: VideoWarning = { code: 'audio_failed', detail: 'Audio track 1 could not be decoded.' };
const passedThrough: VideoWarning = { code: 'passed_through', detail: 'It is shown as it came.' };
const notPassedThrough: VideoWarning = { code: 'not_passed_through', detail: 'It could not be copied.' };

/** Of a minute, as long as it turns out to be. */
const openEnded: AttemptPlan = { ...planOf(), totalFrames: null, ownFrames: null };
const rendition = (durationSec: number, name = '720p'): RenditionMedia =>
  ({ name, kind: 'video', segments: [{ durationSec, sizeBytes: 1, iFrameBytes: 1 }] }) as RenditionMedia;
const whole = [rendition(60)];

const chunk = (
  kind: ChunkProgress['kind'],
  output: Partial<ChunkOutput> = {},
  index = kind === 'picture' ? 0 : -1,
): ChunkProgress => ({ index, kind, isDone: true, output: { ...emptyOutput, ...output } });
const clean = [chunk('picture'), chunk('audio')];

describe('outcomeWarnings', () => {
  it('has nothing to say of a film that came out whole', () => {
    expect(outcomeWarnings(openEnded, clean, whole)).toEqual([]);
    expect(outcomeWarnings(planOf(), clean, whole)).toEqual([]);
  });

  it('says everything in one order: what is missing, the plan, the sound', () => {
    const chunks = [chunk('audio', { leftOut: audioFailed }), chunk('picture', { decoderComplaints: 2 })];
    const onePiece: VideoWarning = { code: 'encoded_in_one_piece', detail: 'Its pictures end too early.' };
    const plan = { ...openEnded, warnings: [toneMapped, onePiece] };
    expect(outcomeWarnings(plan, chunks, [rendition(30)])).toEqual([
      { code: 'ends_early', detail: 'The file ends early: 30.0 of 60.0 s could be read.' },
      toneMapped,
      audioFailed,
    ]);
  });

  it('tells of damage in a file that is all there, in whichever chunk', () => {
    const chunks = [...clean, chunk('picture', { decoderComplaints: 2 }, 1), chunk('picture', {}, 2)];
    expect(outcomeWarnings(openEnded, chunks, whole)).toEqual([
      {
        code: 'damaged_frames',
        detail: 'Parts of the file are damaged; some pictures may look wrong.',
      },
    ]);
    const failed = chunk('audio', { leftOut: audioFailed });
    expect(outcomeWarnings(openEnded, [...chunks, failed], whole).map(({ code }) => code)).toEqual([
      'damaged_frames',
      'audio_failed',
    ]);
  });

  it.each([
    ['half a second of a short one', 10, 9.5, false],
    ['more than half a second of a short one', 10, 9.4, true],
    ['two hundredths of a long one', 1000, 980, false],
    ['more than two hundredths of a long one', 1000, 979.9, true],
    ['nothing: it is longer than expected', 10, 12, false],
  ])('counts as early what misses %s', (_, expectedDurationSec, durationSec, early) => {
    const plan = { ...openEnded, expectedDurationSec };
    const warnings = outcomeWarnings(plan, clean, [rendition(durationSec)]);
    expect(warnings.map(({ code }) => code)).toEqual(early ? ['ends_early'] : []);
  });

  it('goes by the encoded picture, not by the copy beside it', () => {
    const renditions = [rendition(60, '1080p'), rendition(30)];
    expect(outcomeWarnings(openEnded, clean, renditions).map(({ code }) => code)).toEqual(['ends_early']);
  });

  it('cannot know where a file of unknown length ends', () => {
    const plan = { ...openEnded, expectedDurationSec: null };
    expect(outcomeWarnings(plan, clean, [rendition(1)])).toEqual([]);
  });

  it('has no picture to judge in sound alone', () => {
    const plan = { ...openEnded, picture: null };
    expect(outcomeWarnings(plan, [chunk('audio')], [rendition(1, 'audio')])).toEqual([]);
  });

  it('takes back that the original is shown when it was left out after all', () => {
    const plan = { ...planOf(), warnings: [toneMapped, passedThrough] };
    expect(outcomeWarnings(plan, [...clean, chunk('pass_through', {}, -2)], whole)).toEqual([
      toneMapped,
      passedThrough,
    ]);
    const leftOut = chunk('pass_through', { leftOut: notPassedThrough }, -2);
    expect(outcomeWarnings(plan, [...clean, leftOut], whole)).toEqual([toneMapped, notPassedThrough]);
  });

  it('keeps it when only the sound was left out', () => {
    const plan = { ...planOf(), warnings: [passedThrough] };
    const chunks = [chunk('picture'), chunk('audio', { leftOut: audioFailed })];
    expect(outcomeWarnings(plan, chunks, whole)).toEqual([passedThrough, audioFailed]);
  });

  it('leaves the plan as it is', () => {
    const warnings: VideoWarning[] = [];
    outcomeWarnings({ ...openEnded, warnings }, [chunk('audio', { leftOut: audioFailed })], whole);
    expect(warnings).toEqual([]);
  });
});
