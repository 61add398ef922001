import { describe, expect, it } from 'vitest';
import { processVideoJobId, processVideoSchema } from './jobs.js';

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
