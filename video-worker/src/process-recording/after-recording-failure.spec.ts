import { SluiceError } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';
import { decideAfterRecordingFailure } from './after-recording-failure.js';

const ffmpegFailure = (...logTail: string[]): FfmpegFailure =>
  new FfmpegFailure('index', { exitCode: 1, exitSignal: null, logTail, wallSec: 1 });

describe('decideAfterRecordingFailure', () => {
  it('tries five times, ever later', () => {
    const error = new SluiceError('recording_chunk_missing');
    const delays = [1, 2, 3, 4, 5].map((tries) => decideAfterRecordingFailure(error, tries).tryAgainAfterSec);
    expect(delays).toEqual([5, 10, 20, 40, null]);
  });

  it.each([
    ['recording_chunk_missing', new SluiceError('recording_chunk_missing')],
    ['assembly_failed', ffmpegFailure('[error] Invalid data')],
    ['assembly_failed', new SluiceError('not_a_video')],
    ['internal_error', new TypeError('x is not a function')],
  ])('tells %s', (code, error) => {
    expect(decideAfterRecordingFailure(error, 1)).toMatchObject({ tryAgainAfterSec: 5, error: { code } });
  });

  it.each([
    ['storage_unavailable', new SluiceError('storage_unavailable')],
    ['disk_full', ffmpegFailure('[error] No space left on device')],
    ['disk_full', Object.assign(new Error('write'), { code: 'ENOSPC' })],
  ])('waits for as long as it lasts: %s', (code, error) => {
    expect(decideAfterRecordingFailure(error, 5)).toMatchObject({
      tryAgainAfterSec: 15,
      countsAsTry: false,
      error: { code },
    });
  });

  it('goes on when the database is back', () => {
    const error = new Error('Connection terminated unexpectedly');
    expect(decideAfterRecordingFailure(error, 5)).toMatchObject({ tryAgainAfterSec: 0, countsAsTry: false });
  });

  it('fails at once where there is nothing to try with', () => {
    const { tryAgainAfterSec } = decideAfterRecordingFailure(new SluiceError('nothing_recorded'), 1);
    expect(tryAgainAfterSec).toBeNull();
  });
});
