import { z } from 'zod';

/** Queue and job names (docs/architecture.md). Redis is how work travels; Postgres is the truth about what is to do. */
export const videoQueueName = 'video';
export const processVideoJob = 'process_video';

export const processVideoSchema = z.object({
  videoId: z.uuid(),
  /** The source, relative to the uploads folder. */
  filePath: z.string(),
  /** The attempt that a worker starts by claiming this job. */
  attempt: z.int().min(1),
});
export type ProcessVideoData = z.infer<typeof processVideoSchema>;

/** Bull ignores a second job with the id of one it still keeps, so the id carries the attempt. */
export const processVideoJobId = (videoId: string, attempt: number): string => `${videoId}-a${attempt}`;
