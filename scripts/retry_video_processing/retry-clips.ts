import { ClipTransitions, findUnsentCuts, markCutsSent } from '@sluice/database';
import { sendCutClip, type Queues } from '@sluice/queue';
import type { DataSource } from 'typeorm';
import type { RetryCounts } from './retry-videos.js';

interface RetryOptions {
  database: DataSource;
  queues: Queues;
  /** None: all that failed. */
  ids: readonly string[];
  dryRun: boolean;
  print: (line: string) => void;
}

interface Candidate {
  id: string;
  title: string;
  errorCode: string | null;
  canRetry: boolean;
}

/** A clip that could not be cut from what it holds has no source yet, so it is cut again; the others are videos like all. */
export async function retryClips(options: RetryOptions): Promise<RetryCounts> {
  const counts = { retried: 0, left: 0 };
  for (const { id, title, errorCode, canRetry } of await findCandidates(options)) {
    if (!canRetry) {
      options.print(`${id}  left alone: it is being recorded or cut  "${title}"`);
      counts.left++;
      continue;
    }
    const outcome = options.dryRun
      ? `would be cut again: failed (${errorCode})`
      : await cutAgain(id, errorCode, options);
    options.print(`${id}  ${outcome ?? 'left alone: somebody else has just retried it'}  "${title}"`);
    counts[outcome ? 'retried' : 'left']++;
  }
  return counts;
}

async function cutAgain(
  id: string,
  errorCode: string | null,
  { database, queues }: RetryOptions,
): Promise<string | null> {
  if (!(await new ClipTransitions(database).retry(id))) return null;
  const cuts = await findUnsentCuts(database, id);
  try {
    for (const cut of cuts) await sendCutClip(queues.clip, cut);
    await markCutsSent(database, cuts);
    return `is cut again: failed (${errorCode})`;
  } catch {
    return `is cut again: failed (${errorCode}); Redis is away, the backend sends the job when it is back`;
  }
}

function findCandidates({ database, ids }: RetryOptions): Promise<Candidate[]> {
  return database.query(
    `SELECT v.id, v.title, v.error_code AS "errorCode", v.status = 'failed' AS "canRetry"
     FROM videos v JOIN clips c ON c.video_id = v.id
     WHERE c.cut_at IS NULL AND CASE WHEN cardinality($1::text[]) = 0 THEN v.status = 'failed' AND c.stopped_at IS NOT NULL
       ELSE v.id::text = ANY($1) END ORDER BY v.created_at`,
    [ids],
  );
}
