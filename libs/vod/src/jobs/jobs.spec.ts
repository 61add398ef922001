import { describe, expect, it } from 'vitest';
import {
  chunkPriority,
  processVideoJobId,
  processVideoSchema,
  queueNames,
  queueOf,
  transcodeChunkJobId,
  transcodeChunkSchema,
} from './jobs.js';

const videoId = '0b7a2f3c-9d1e-4c5b-8a6f-001122334455';

describe('the process_video job', () => {
  it('has an id for each attempt', () => {
    expect(processVideoJobId(videoId, 2)).toBe(`${videoId}-a2`);
    expect(processVideoJobId(videoId, 3)).not.toBe(processVideoJobId(videoId, 2));
  });

  it('carries which video, which file and which attempt', () => {
    const data = { videoId, filePath: `sources/${videoId}`, attempt: 1 };
    expect(processVideoSchema.parse(data)).toEqual(data);
  });

  it.each([
    { videoId: 'x', filePath: 'f', attempt: 1 },
    { videoId, filePath: 'f', attempt: 0 },
    { videoId, filePath: 'f', attempt: '1' },
    { videoId, attempt: 1 },
  ])('refuses %j', (data) => {
    expect(processVideoSchema.safeParse(data).success).toBe(false);
  });
});

describe('the transcode_chunk job', () => {
  const data = { videoId, attempt: 2, index: 7, claim: 1 };

  it('has an id for each claim of each chunk of each attempt', () => {
    expect(transcodeChunkJobId(data)).toBe(`${videoId}-a2-c7-1`);
    const others = [{ claim: 2 }, { index: 71 }, { index: -1 }, { attempt: 3 }];
    const ids = [{}, ...others].map((change) => transcodeChunkJobId({ ...data, ...change }));
    expect(new Set(ids).size).toBe(5);
  });

  it.each([
    [data, true],
    [{ ...data, index: -2 }, true],
    [{ ...data, claim: 0 }, false],
    [{ ...data, attempt: 0 }, false],
    [{ ...data, index: 1.5 }, false],
    [{ ...data, videoId: 'x' }, false],
  ])('%j: %s', (candidate, fits) => {
    expect(transcodeChunkSchema.safeParse(candidate).success).toBe(fits);
  });

  it('pictures have a queue of their own, where heads go before tails; sound and copies another', () => {
    expect([-3, -2, -1, 0, 1, 1000].map(queueOf)).toEqual([
      'wholes',
      'tracks',
      'tracks',
      'transcode',
      'transcode',
      'transcode',
    ]);
    expect([0, 1, 2, 1000].map(chunkPriority)).toEqual([1, 2, 3, 1001]);
    expect(queueNames).toEqual(['video', 'transcode', 'tracks', 'wholes', 'recording', 'clip', 'picture']);
  });
});
