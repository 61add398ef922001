import { emptyOutput, SluiceError, type ErrorCode } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';
import { chunkClaim, copy, planOf, sound } from '../testing/sample-film.js';
import { leaveOut } from './leave-out.js';

const ffmpegEnded = (exitCode: number | null, exitSignal: NodeJS.Signals | null): FfmpegFailure =>
  new FfmpegFailure('audio', { exitCode, exitSignal, logTail: [], wallSec: 1 });
const failed = ffmpegEnded(1, null);

const audio = chunkClaim({ kind: 'audio', index: -1, frameCount: null, plan: planOf() });
const withCopy = planOf({ passThrough: { taken: copy } });
const copied = chunkClaim({ kind: 'pass_through', index: -2, frameCount: null, plan: withCopy });

describe('leaveOut', () => {
  it('publishes a film without the sound that could not be decoded, and says so', () => {
    const plan = planOf({ media: { audio: [{ ...sound, track: 3 }] } });
    expect(leaveOut({ ...audio, plan }, failed)).toEqual({
      ...emptyOutput,
      leftOut: {
        code: 'audio_failed',
        detail: 'Audio track 3 could not be decoded; the video was published without sound.',
      },
    });
  });

  it('publishes a film without the copy of a picture that is encoded anyway, and says so', () => {
    expect(leaveOut(copied, failed)).toEqual({
      ...emptyOutput,
      leftOut: {
        code: 'not_passed_through',
        detail:
          'The original picture was encoded anew instead of passed through: it could not be copied cleanly.',
      },
    });
  });

  it.each<[string, unknown]>([
    ['ffmpeg gave up on', failed],
    ['cannot be decoded at all', new SluiceError('source_unreadable')],
    ['has a codec that is not known', new SluiceError('unknown_codec')],
  ])('leaves out sound that %s', (_, error) => {
    expect(leaveOut(audio, error).leftOut?.code).toBe('audio_failed');
  });

  it.each<[string, unknown]>([
    ['ffmpeg was killed', ffmpegEnded(null, 'SIGKILL')],
    ...(
      [
        'disk_full',
        'storage_unavailable',
        'time_limit_exceeded',
        'source_missing',
        'source_corrupt',
        'ffmpeg_unavailable',
      ] as const
    ).map((code: ErrorCode): [string, unknown] => [code, new SluiceError(code)]),
    ['nobody knows why', new TypeError('x is not a function')],
  ])('throws on what may pass: %s', (_, error) => {
    for (const claim of [audio, copied]) expect(() => leaveOut(claim, error)).toThrow(error);
  });

  it('leaves out a copy that does not pass its check, but no sound: a full disk leaves such', () => {
    const invalid = new SluiceError('output_invalid', 'seg_00004.m4s cannot be read.');
    expect(leaveOut(copied, invalid).leftOut?.code).toBe('not_passed_through');
    expect(() => leaveOut(audio, invalid)).toThrow(invalid);
  });

  it('throws on what costs the film', () => {
    const songPlan = planOf({ media: { video: null } });
    const replacing = { ...withCopy, passThrough: { ...withCopy.passThrough!, replacesRung: true } };
    for (const claim of [
      chunkClaim({ kind: 'picture' }),
      { ...audio, plan: songPlan },
      { ...copied, plan: replacing },
    ])
      expect(() => leaveOut(claim, failed)).toThrow(failed);
  });
});
