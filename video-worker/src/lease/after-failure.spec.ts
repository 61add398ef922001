import { catalogue, SluiceError, type CatalogueEntry, type ErrorCode } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { ProcessorTimeSpent } from '@sluice/sandbox';
import { DatabaseAway } from '@sluice/service';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';
import { decideAfterChunkFailure, decideAfterFailure } from './after-failure.js';

const ended = (exitCode: number | null, exitSignal: NodeJS.Signals | null) =>
  new FfmpegFailure('encode', {
    exitCode,
    exitSignal,
    logTail: ['[h264 @ 0x5581] [error] no frame!'],
    wallSec: 1,
  });

const entries = Object.entries(catalogue) as [ErrorCode, CatalogueEntry][];
const outages: ErrorCode[] = ['disk_full', 'storage_unavailable'];
const waitedOut: ErrorCode[] = [...outages, 'database_unavailable'];
const unexpected = [new TypeError('x is not a function at /srv/secret.js'), 'a text', undefined, null];
const ownWords = { action: 'fail', code: 'internal_error', detail: 'Processing hit an unexpected error.' };

it.each(outages)('%s is waited out for as long as it lasts', (code) => {
  for (const decide of [decideAfterFailure, decideAfterChunkFailure])
    expect(decide(new SluiceError(code), 3)).toEqual({ action: 'wait', delaySec: 15, countsAsTry: false });
});

it.each(['ENOSPC', 'EDQUOT'])('%s of the system is a full disk as well', (code) => {
  const error = Object.assign(new Error(`${code}: mkdir`), { code });
  for (const decide of [decideAfterFailure, decideAfterChunkFailure])
    expect(decide(error, 3)).toEqual({ action: 'wait', delaySec: 15, countsAsTry: false });
});

it.each([
  ['for longer than the lease', new DatabaseAway('the database was away for longer than the lease')],
  ['in this very moment', new Error('Connection terminated unexpectedly')],
])('goes on when the database is back that was away %s', (_, error) => {
  for (const decide of [decideAfterFailure, decideAfterChunkFailure])
    expect(decide(error, 3)).toEqual({ action: 'wait', delaySec: 0, countsAsTry: false });
});

it('tells at once of a file that takes more processor time than it may: it would each time', () => {
  const spent = new ProcessorTimeSpent('picture used more processor time than its 500 s.');
  for (const decide of [decideAfterFailure, decideAfterChunkFailure])
    expect(decide(spent, 1)).toEqual({
      action: 'fail',
      code: 'time_limit_exceeded',
      detail: 'picture used more processor time than its 500 s.',
    });
});

describe('decideAfterFailure', () => {
  const passing = entries.filter(
    ([code, { fault, retryable }]) => fault === 'operator' && retryable && !waitedOut.includes(code),
  );
  const lasting = entries.filter((entry) => !passing.includes(entry) && !waitedOut.includes(entry[0]));

  it.each(passing)("waits for the operator's troubles to pass: %s", (code) => {
    expect([1, 2, 3].map((tries) => decideAfterFailure(new SluiceError(code, 'This time.'), tries))).toEqual([
      { action: 'wait', delaySec: 5, countsAsTry: true },
      { action: 'wait', delaySec: 20, countsAsTry: true },
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
      { action: 'wait', delaySec: 5, countsAsTry: true },
      { action: 'wait', delaySec: 20, countsAsTry: true },
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

  it.each(unexpected)(
    'tries again after what nobody expected, and keeps its words to itself: %s',
    (thrown) => {
      expect([1, 2, 3, 4].map((tries) => decideAfterFailure(thrown, tries))).toEqual([
        { action: 'wait', delaySec: 5, countsAsTry: true },
        { action: 'wait', delaySec: 20, countsAsTry: true },
        ownWords,
        ownWords,
      ]);
    },
  );
});

describe('decideAfterChunkFailure', () => {
  const ofUploader = entries.filter(([, { fault }]) => fault === 'uploader');
  const ofOperator = entries.filter(([code, { fault }]) => fault === 'operator' && !waitedOut.includes(code));
  const others = entries.filter(
    (entry) => !ofUploader.includes(entry) && !ofOperator.includes(entry) && !waitedOut.includes(entry[0]),
  );
  const outcomes = (error: unknown) => [1, 2, 3, 4].map((tries) => decideAfterChunkFailure(error, tries));

  it.each(ofUploader)('tells at once what the uploader alone can mend: %s', (code) => {
    expect(decideAfterChunkFailure(new SluiceError(code, 'This time.'), 1)).toEqual({
      action: 'fail',
      code,
      detail: 'This time.',
    });
  });

  it.each(ofOperator)("gives the operator's troubles time to pass, three times: %s", (code) => {
    const fails = { action: 'fail', code, detail: 'This time.' };
    expect(outcomes(new SluiceError(code, 'This time.'))).toEqual([
      { action: 'wait', delaySec: 5, countsAsTry: true },
      { action: 'wait', delaySec: 20, countsAsTry: true },
      fails,
      fails,
    ]);
  });

  it.each(others)('tries what may come right on another machine soon, three times: %s', (code) => {
    const fails = { action: 'fail', code: 'chunk_failed', detail: 'This time.' };
    expect(outcomes(new SluiceError(code, 'This time.'))).toEqual([
      { action: 'wait', delaySec: 1, countsAsTry: true },
      { action: 'wait', delaySec: 2, countsAsTry: true },
      fails,
      fails,
    ]);
  });

  it.each<[string, FfmpegFailure, string]>([
    ['ended badly', ended(1, null), 'ffmpeg ended with code 1 (encode): no frame!'],
    ['was killed', ended(null, 'SIGKILL'), 'ffmpeg was killed by SIGKILL (encode): no frame!'],
  ])('gives an ffmpeg that %s three tries, and its reason in the end', (_, failure, detail) => {
    const fails = { action: 'fail', code: 'chunk_failed', detail };
    expect(outcomes(failure)).toEqual([
      { action: 'wait', delaySec: 1, countsAsTry: true },
      { action: 'wait', delaySec: 2, countsAsTry: true },
      fails,
      fails,
    ]);
  });

  it.each(unexpected)('keeps the words of what nobody expected to itself: %s', (thrown) => {
    const fails = { ...ownWords, code: 'chunk_failed' };
    expect(outcomes(thrown)).toEqual([
      { action: 'wait', delaySec: 1, countsAsTry: true },
      { action: 'wait', delaySec: 2, countsAsTry: true },
      fails,
      fails,
    ]);
  });
});
