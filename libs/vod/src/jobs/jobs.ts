import { z } from 'zod';
import { wholePictureIndex } from '../encoding/chunks.js';
import { clipQueueName, pictureQueueName } from '../live/live-jobs.js';

/** Queue and job names (docs/architecture.md). Redis is how work travels; Postgres is the truth about what is to do. */
export const videoQueueName = 'video';
export const processVideoJob = 'process_video';
export const transcodeQueueName = 'transcode';
/** A lane of its own for sound and copies: they cost little, go on long, and must not take the pictures' places. */
export const tracksQueueName = 'tracks';
/** Another for pictures that cannot be cut: hours of work in one job, which must not keep the others' chunks waiting. */
export const wholesQueueName = 'wholes';
export const transcodeChunkJob = 'transcode_chunk';

/** What rooms have recorded, to be put together. */
export const recordingQueueName = 'recording';
export const processRecordingJob = 'process_recording';

export const queueNames = [
  videoQueueName,
  transcodeQueueName,
  tracksQueueName,
  wholesQueueName,
  recordingQueueName,
  clipQueueName,
  pictureQueueName,
] as const;
export type QueueName = (typeof queueNames)[number];
export type ChunkQueueName = typeof transcodeQueueName | typeof tracksQueueName | typeof wholesQueueName;

export const processVideoSchema = z.object({
  videoId: z.uuid(),
  /** The source: below the uploads folder, or a key of the bucket. */
  filePath: z.string(),
  /** The attempt that a worker starts by claiming this job. */
  attempt: z.int().min(1),
});
export type ProcessVideoData = z.infer<typeof processVideoSchema>;

/** Bull ignores a second job with the id of one it still keeps, so the id carries the attempt. */
export const processVideoJobId = (videoId: string, attempt: number): string => `${videoId}-a${attempt}`;

export const transcodeChunkSchema = z.object({
  videoId: z.uuid(),
  attempt: z.int().min(1),
  /** Below 0 for what is made in one go beside the pictures (encoding/chunks.ts). */
  index: z.int(),
  /** The claim that a worker makes of the chunk by taking this job, counted from 1. */
  claim: z.int().min(1),
});
export type TranscodeChunkData = z.infer<typeof transcodeChunkSchema>;

export const transcodeChunkJobId = ({ videoId, attempt, index, claim }: TranscodeChunkData): string =>
  `${videoId}-a${attempt}-c${index}-${claim}`;

export function queueOf(index: number): ChunkQueueName {
  if (index === wholePictureIndex) return wholesQueueName;
  return index < 0 ? tracksQueueName : transcodeQueueName;
}

/** Bull's: 1 goes first. The head of every video comes before the tail of any. */
export const chunkPriority = (index: number): number => Math.max(1, index + 1);

export const processRecordingSchema = z.object({
  recordingId: z.uuid(),
  /** The attempt that a worker starts by claiming this job. */
  attempt: z.int().min(1),
});
export type ProcessRecordingData = z.infer<typeof processRecordingSchema>;

export const processRecordingJobId = ({ recordingId, attempt }: ProcessRecordingData): string =>
  `${recordingId}-a${attempt}`;
