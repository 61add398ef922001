import { catalogue, SluiceError, type CatalogueEntry, type ErrorCode } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';
import { decideAfterFailure } from './after-failure.js';

const ended = (exitCode: number | null, exitSignal: NodeJS.Signals | null) =>
  new FfmpegFailure('encode', {
    exitCode,
    exitSignal,
    logTail: ['[h264 @ 0x5581] [error] no frame!'],
    wallSec: 1,
  });

const entries = Object.entries(catalogue) as [ErrorCode, CatalogueEntry][];
const passing = entries.filter(([, { fault, retryable }]) => fault === 'operator' && retryable);
const lasting = entries.filter((entry) => !passing.includes(entry));

describe('decideAfterFailure', () => {
  it.each(passing)("waits for the operator's troubles to pass: %s", (code) => {
    expect([1, 2, 3].map((tries) => decideAfterFailure(new SluiceError(code, 'This time.'), tries))).toEqual([
      { action: 'wait', delaySec: 5 },
      { action: 'wait', delaySec: 20 },
      { action: 'fail', code, detail: 'This time.' },
    ]);
  });

  it.each(lasting)('tells at once what would fail the same way again: %s', (code) => {
    expect(decideAfterFailure(new SluiceError(code, 'This time.'), 1)).toEqual({
      action: 'fail',
      code,
      detail: 'This time.',
    });
  });

  it('waits after somebody killed ffmpeg, and says so in the end', () => {
    const killed = ended(null, 'SIGKILL');
    expect([1, 2, 3].map((tries) => decideAfterFailure(killed, tries))).toEqual([
      { action: 'wait', delaySec: 5 },
      { action: 'wait', delaySec: 20 },
      {
        action: 'fail',
        code: 'encode_failed',
        detail: 'ffmpeg was killed by SIGKILL (encode): no frame!',
      },
    ]);
  });

  it('tells at once what ffmpeg itself gave up on', () => {
    expect(decideAfterFailure(ended(1, null), 1)).toEqual({
      action: 'fail',
      code: 'encode_failed',
      detail: 'ffmpeg ended with code 1 (encode): no frame!',
    });
  });

  it.each([new TypeError('x is not a function at /srv/secret.js'), 'a text', undefined, null])(
    'tries again after what nobody expected, and keeps its words to itself: %s',
    (thrown) => {
      expect([1, 2, 3, 4].map((tries) => decideAfterFailure(thrown, tries))).toEqual([
        { action: 'wait', delaySec: 5 },
        { action: 'wait', delaySec: 20 },
        { action: 'fail', code: 'internal_error', detail: 'Processing hit an unexpected error.' },
        { action: 'fail', code: 'internal_error', detail: 'Processing hit an unexpected error.' },
      ]);
    },
  );
});
