import { SluiceError, takePictureResultSchema, testCameraResultSchema } from '@sluice/vod';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { answerInTime } from './answer-in-time.js';

const log = pino({ enabled: false });
const picture = { atMs: 1, width: 640, height: 360, sizeBytes: 1000 };
const take = (doIt: () => Promise<unknown>, deadlineMs?: number) =>
  answerInTime({ deadlineMs }, 'take the picture', doIt, log);

it.each([undefined, Date.now() + 60_000])(
  'answers what was done, with the deadline %s',
  async (deadlineMs) => {
    const answer = await take(() => Promise.resolve({ ok: true, picture }), deadlineMs);
    expect(takePictureResultSchema.parse(answer)).toEqual({ ok: true, picture });
  },
);

it('does nothing when nobody waits any more', async () => {
  const doIt = vi.fn();
  const answer = await take(doIt, Date.now() - 1);
  expect(takePictureResultSchema.parse(answer)).toEqual({
    ok: false,
    code: 'recorder_down',
    detail: 'The recorder came too late to take the picture.',
  });
  expect(doIt).not.toHaveBeenCalled();
});

it.each([
  [
    new SluiceError('storage_unavailable', 'The bucket is away.'),
    { code: 'storage_unavailable', detail: 'The bucket is away.' },
  ],
  [
    Object.assign(new Error('write'), { code: 'ENOSPC' }),
    { code: 'disk_full', detail: 'The recorder has no room to take the picture.' },
  ],
  [
    new RangeError('at /srv/secret'),
    {
      code: 'internal_error',
      detail: 'The recorder could not take the picture, which nobody expected.',
    },
  ],
])('tells what went wrong: %s', async (error, told) => {
  const answer = await take(() => Promise.reject(error));
  for (const schema of [takePictureResultSchema, testCameraResultSchema])
    expect(schema.parse(answer)).toEqual({ ok: false, ...told });
});
