import type { Queue } from 'bull';
import { describe, expect, it } from 'vitest';
import { sendProcessVideo, sendTranscodeChunk } from './send-jobs.js';

const videoId = '0b7a2f3c-9d1e-4c5b-8a6f-001122334455';

/** A queue that only notes down what it is given; tests/integration/send-jobs.spec.ts has a real one. */
function noting(name: string, notes: unknown[][]): Queue {
  return queueWith((...job) => Promise.resolve(notes.push([name, ...job])));
}

const queueWith = (add: (...job: unknown[]) => Promise<unknown>): Queue =>
  ({ add, toKey: (id: string) => id, client: { eval: () => Promise.resolve(0) } }) as unknown as Queue;

describe('sending', () => {
  it('a video', async () => {
    const notes: unknown[][] = [];
    const data = { videoId, filePath: `sources/${videoId}`, attempt: 3 };
    await sendProcessVideo(noting('video', notes), data);
    expect(notes).toEqual([['video', 'process_video', data, { jobId: `${videoId}-a3` }]]);
  });

  it('chunks: pictures by their place, sound and copies beside them', async () => {
    const notes: unknown[][] = [];
    const queues = {
      transcode: noting('transcode', notes),
      tracks: noting('tracks', notes),
      wholes: noting('wholes', notes),
    };
    const chunk = (index: number) => ({ videoId, attempt: 1, index, claim: 2 });
    for (const index of [0, 12, -1, -2, -3]) await sendTranscodeChunk(queues, chunk(index));
    expect(notes).toEqual([
      ['transcode', 'transcode_chunk', chunk(0), { jobId: `${videoId}-a1-c0-2`, priority: 1 }],
      ['transcode', 'transcode_chunk', chunk(12), { jobId: `${videoId}-a1-c12-2`, priority: 13 }],
      ['tracks', 'transcode_chunk', chunk(-1), { jobId: `${videoId}-a1-c-1-2` }],
      ['tracks', 'transcode_chunk', chunk(-2), { jobId: `${videoId}-a1-c-2-2` }],
      ['wholes', 'transcode_chunk', chunk(-3), { jobId: `${videoId}-a1-c-3-2` }],
    ]);
  });

  it('gives up after a second on a Redis that says nothing', async () => {
    const silent = queueWith(() => new Promise(() => undefined));
    const startedAt = performance.now();
    await expect(sendProcessVideo(silent, { videoId, filePath: 'x', attempt: 1 })).rejects.toThrow(
      'Redis did not take the job in time',
    );
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });

  it('fails at once when Redis refuses', async () => {
    const refusing = queueWith(() => Promise.reject(new Error('READONLY')));
    const chunk = { videoId, attempt: 1, index: 0, claim: 1 };
    await expect(
      sendTranscodeChunk({ transcode: refusing, tracks: refusing, wholes: refusing }, chunk),
    ).rejects.toThrow('READONLY');
  });
});
