import {
  chunkPriority,
  cutClipJob,
  cutClipJobId,
  processRecordingJob,
  processRecordingJobId,
  processVideoJob,
  processVideoJobId,
  queueOf,
  transcodeChunkJob,
  transcodeChunkJobId,
  transcodeQueueName,
  type ChunkQueueName,
  type CutClipData,
  type ProcessRecordingData,
  type ProcessVideoData,
  type TranscodeChunkData,
} from '@sluice/vod';
import type { JobOptions, Queue } from 'bull';
import { forgetTornJob } from './forget-torn-job.js';

/** How long a sender waits for Redis before it leaves the job to the reconciler. */
const sendTimeoutMs = 1000;

/** Those that chunks travel through, by their names. */
export type ChunkQueues = Record<ChunkQueueName, Queue>;

/**
 * Sends a job. Sending one that Redis still has changes nothing. Throws when Redis doesn't take it within a second:
 * the reconciler sends it later, because the row in Postgres says that it is to do.
 */
export function sendProcessVideo(queue: Queue, data: ProcessVideoData): Promise<void> {
  return send(queue, processVideoJob, data, { jobId: processVideoJobId(data.videoId, data.attempt) });
}

/** The same for a chunk. What is made in one go needs no order among its like: each of them is a film's first. */
export function sendTranscodeChunk(queues: ChunkQueues, data: TranscodeChunkData): Promise<void> {
  const queueName = queueOf(data.index);
  const jobId = transcodeChunkJobId(data);
  const options =
    queueName === transcodeQueueName ? { jobId, priority: chunkPriority(data.index) } : { jobId };
  return send(queues[queueName], transcodeChunkJob, data, options);
}

export const sendProcessRecording = (queue: Queue, data: ProcessRecordingData): Promise<void> =>
  send(queue, processRecordingJob, data, { jobId: processRecordingJobId(data) });

export const sendCutClip = (queue: Queue, data: CutClipData): Promise<void> =>
  send(queue, cutClipJob, data, { jobId: cutClipJobId(data) });

/** Also with a connection that would wait for Redis for ever. */
async function send(
  queue: Queue,
  job: string,
  data: object,
  options: JobOptions & { jobId: string },
): Promise<void> {
  const sent = forgetTornJob(queue, options.jobId).then(() => queue.add(job, data, options));
  sent.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis did not take the job in time')), sendTimeoutMs);
  });
  await Promise.race([sent, late]).finally(() => clearTimeout(timer));
}
