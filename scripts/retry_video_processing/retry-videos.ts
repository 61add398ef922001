import {
  findUnsentById,
  findUnsentChunks,
  markChunksSent,
  markSent,
  retryable,
  VideoTransitions,
} from '@sluice/database';
import { sendProcessVideo, sendTranscodeChunk, type Queues } from '@sluice/queue';
import {
  isWorthAnotherTry,
  isErrorCode,
  type ProcessVideoData,
  type TranscodeChunkData,
  type VideoStatus,
} from '@sluice/vod';
import type { DataSource } from 'typeorm';

/** More than the longest film has. */
const chunksMax = 10_000;

interface RetryOptions {
  database: DataSource;
  queues: Queues;
  /** None: all that failed or are stuck. */
  ids: readonly string[];
  dryRun: boolean;
  print: (line: string) => void;
}

interface Candidate {
  id: string;
  title: string;
  status: VideoStatus;
  errorCode: string | null;
  canRetry: boolean;
  isOriginalRemoved: boolean;
}

export interface RetryCounts {
  retried: number;
  left: number;
}

/**
 * Retries videos and says what it did with each. Safe beside itself, the page's Retry button and the reconciler: the
 * transition is guarded and a job that Redis still has is not doubled.
 */
export async function retryVideos(options: RetryOptions): Promise<RetryCounts> {
  const counts = { retried: 0, left: 0 };
  for (const candidate of await findCandidates(options)) {
    const outcome = await retryOne(candidate, options, options.ids.length > 0);
    options.print(`${candidate.id}  ${outcome.text}  "${candidate.title}"`);
    counts[outcome.retried ? 'retried' : 'left']++;
  }
  return counts;
}

async function retryOne(
  candidate: Candidate,
  options: RetryOptions,
  named: boolean,
): Promise<{ retried: boolean; text: string }> {
  const { id, status, errorCode, canRetry, isOriginalRemoved } = candidate;
  const was =
    status === 'failed' ? `failed (${errorCode})` : status === 'processing' ? 'stuck in processing' : status;
  if (isOriginalRemoved)
    return { retried: false, text: `left alone: ${was}: its original is no longer kept (original_removed)` };
  if (!canRetry)
    return {
      retried: false,
      text: status === 'processing' ? 'left alone: it is being processed' : `left alone: ${was}`,
    };
  if (!named && errorCode && isErrorCode(errorCode) && !isWorthAnotherTry(errorCode))
    return { retried: false, text: `left alone: ${was}: the file itself is the problem` };
  if (options.dryRun) return { retried: true, text: `would be retried: ${was}` };
  if (!(await new VideoTransitions(options.database).retry(id)))
    return { retried: false, text: 'left alone: somebody else has just retried it' };
  const work = await findWhatIsLeft(options.database, id);
  if (!work) return { retried: true, text: `retried: ${was}; a worker has it already` };
  const text = `retried: ${was}${chunksLeft(work)}`;
  try {
    await send(work, options);
    return { retried: true, text };
  } catch {
    return { retried: true, text: `${text}; Redis is away, the backend sends the job when it is back` };
  }
}

interface Work {
  job: ProcessVideoData | null;
  chunks: TranscodeChunkData[];
}

/** The video's own job, or the chunks that its attempt still lacks; null when it waits for nothing. */
async function findWhatIsLeft({ manager }: DataSource, id: string): Promise<Work | null> {
  const job = await findUnsentById(manager, id);
  if (job) return { job, chunks: [] };
  const chunks = await findUnsentChunks(manager, chunksMax, id);
  return chunks.length > 0 ? { job: null, chunks } : null;
}

function chunksLeft({ job, chunks }: Work): string {
  if (job) return '';
  return chunks.length === 1 ? '; 1 chunk is left to encode' : `; ${chunks.length} chunks are left to encode`;
}

async function send({ job, chunks }: Work, { database, queues }: RetryOptions): Promise<void> {
  if (job) {
    await sendProcessVideo(queues.video, job);
    await markSent(database, [job.videoId]);
  }
  for (const chunk of chunks) await sendTranscodeChunk(queues, chunk);
  await markChunksSent(database, chunks);
}

function findCandidates({ database, ids }: RetryOptions): Promise<Candidate[]> {
  // what has no source yet is a clip to be cut
  const which =
    ids.length > 0
      ? `id::text = ANY($1) AND source_path <> ''`
      : `status IN ('failed', 'processing') AND ${retryable}`;
  return database.query(
    `SELECT id, title, status, error_code AS "errorCode", (status IN ('failed', 'processing') AND ${retryable}) AS "canRetry",
       source_removed_at IS NOT NULL AS "isOriginalRemoved"
     FROM videos WHERE ${which} ORDER BY created_at`,
    ids.length > 0 ? [ids] : [],
  );
}
