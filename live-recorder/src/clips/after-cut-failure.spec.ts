import { SluiceError } from '@sluice/vod';
import { expect, it } from 'vitest';
import { FfmpegFailed } from '../ffmpeg/run-ffmpeg.js';
import { decideAfterCutFailure } from './after-cut-failure.js';

const noRoom = Object.assign(new Error('write'), { code: 'ENOSPC' });
const late = new DOMException('too late', 'TimeoutError');

it.each([
  ['too little time', late, 'time_limit_exceeded'],
  ['ffmpeg', new FfmpegFailed('ffmpeg was killed'), 'internal_error'],
])('waits for %s, and tells when all tries are over', (_, error, code) => {
  expect([1, 2].map((tries) => decideAfterCutFailure(error, tries))).toEqual([
    { action: 'wait', delaySec: 5, countsAsTry: true },
    { action: 'wait', delaySec: 20, countsAsTry: true },
  ]);
  expect(decideAfterCutFailure(error, 3)).toMatchObject({ action: 'fail', code });
});

it.each([
  ['storage that is away', new SluiceError('storage_unavailable')],
  ['a full disk', noRoom],
])('waits for %s for as long as it lasts', (_, error) => {
  expect(decideAfterCutFailure(error, 3)).toEqual({ action: 'wait', delaySec: 15, countsAsTry: false });
});

it.each(['no_footage', 'clip_incomplete'] as const)('tells %s at once', (code) => {
  expect(decideAfterCutFailure(new SluiceError(code, 'so many'), 1)).toEqual({
    action: 'fail',
    code,
    detail: 'so many',
  });
});
