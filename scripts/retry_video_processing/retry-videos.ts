import { findUnsentById, markSent, retryable, VideoTransitions } from '@sluice/database';
import { sendProcessVideo } from '@sluice/queue';
import { catalogue, isErrorCode, type VideoStatus } from '@sluice/vod';
import type { Queue } from 'bull';
import type { DataSource } from 'typeorm';

interface RetryOptions {
  database: DataSource;
  queue: Queue;
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
}

export interface RetryCounts {
  retried: number;
  left: number;
  unknown: number;
}

/**
 * Retries videos and says what it did with each. Safe beside itself, the page's Retry button and the reconciler: the
 * transition is guarded and a job that Redis still has is not doubled.
 */
export async function retryVideos(options: RetryOptions): Promise<RetryCounts> {
  const counts = { retried: 0, left: 0, unknown: 0 };
  for (const candidate of await findCandidates(options)) {
    const outcome = await retryOne(candidate, options, options.ids.length > 0);
    options.print(`${candidate.id}  ${outcome.text}  "${candidate.title}"`);
    counts[outcome.retried ? 'retried' : 'left']++;
  }
  for (const id of await findUnknown(options)) {
    options.print(`${id}  there is no such video`);
    counts.unknown++;
  }
  return counts;
}

async function retryOne(
  candidate: Candidate,
  options: RetryOptions,
  named: boolean,
): Promise<{ retried: boolean; text: string }> {
  const { id, status, errorCode, canRetry } = candidate;
  const was =
    status === 'failed' ? `failed (${errorCode})` : status === 'processing' ? 'stuck in processing' : status;
  if (!canRetry)
    return {
      retried: false,
      text: status === 'processing' ? 'left alone: it is being processed' : `left alone: ${was}`,
    };
  if (!named && errorCode && isErrorCode(errorCode) && catalogue[errorCode].fault === 'uploader')
    return { retried: false, text: `left alone: ${was}: the file itself is the problem` };
  if (options.dryRun) return { retried: true, text: `would be retried: ${was}` };
  if (!(await new VideoTransitions(options.database).retry(id)))
    return { retried: false, text: 'left alone: somebody else has just retried it' };
  const job = await findUnsentById(options.database.manager, id);
  if (!job) return { retried: true, text: `retried: ${was}; a worker has it already` };
  try {
    await sendProcessVideo(options.queue, job);
    await markSent(options.database, [id]);
    return { retried: true, text: `retried: ${was}` };
  } catch {
    return {
      retried: true,
      text: `retried: ${was}; Redis is away, the backend sends the job when it is back`,
    };
  }
}

function findCandidates({ database, ids }: RetryOptions): Promise<Candidate[]> {
  const which = ids.length > 0 ? 'id::text = ANY($1)' : `status IN ('failed', 'processing') AND ${retryable}`;
  return database.query(
    `SELECT id, title, status, error_code AS "errorCode", (status IN ('failed', 'processing') AND ${retryable}) AS "canRetry"
     FROM videos WHERE ${which} ORDER BY created_at`,
    ids.length > 0 ? [ids] : [],
  );
}

async function findUnknown({ database, ids }: RetryOptions): Promise<string[]> {
  const known: { id: string }[] = await database.query('SELECT id FROM videos WHERE id::text = ANY($1)', [
    ids,
  ]);
  return ids.filter((id) => !known.some((row) => row.id === id));
}
