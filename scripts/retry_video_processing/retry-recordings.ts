import { hasChunks, RecordingTransitions } from '@sluice/database';
import type { RecordingStatus } from '@sluice/vod';
import type { DataSource } from 'typeorm';
import type { RetryCounts } from './retry-videos.js';

interface Candidate {
  id: string;
  title: string;
  status: RecordingStatus;
  errorCode: string | null;
  hasChunks: boolean;
}

/**
 * Retries recordings whose films could not be made, after the videos: a film that failed is one of those. The backend
 * sends the jobs within a second.
 */
export async function retryRecordings(options: {
  database: DataSource;
  ids: readonly string[];
  dryRun: boolean;
  print: (line: string) => void;
}): Promise<RetryCounts> {
  const { database, ids, dryRun, print } = options;
  const transitions = new RecordingTransitions(database);
  const counts = { retried: 0, left: 0 };
  for (const candidate of await findCandidates(database, ids)) {
    const { id, title, status, errorCode } = candidate;
    const was = status === 'failed' ? `failed (${errorCode})` : status;
    const say = (text: string): void => print(`${id}  ${text}  recording of "${title}"`);
    if (status !== 'failed' || !candidate.hasChunks) say(`left alone: ${was}`);
    else if (dryRun) say(`would be retried: ${was}`);
    else if (await transitions.retry(id)) say(`retried: ${was}`);
    else say('left alone: somebody else has just retried it');
    counts[status === 'failed' && candidate.hasChunks ? 'retried' : 'left']++;
  }
  return counts;
}

function findCandidates(database: DataSource, ids: readonly string[]): Promise<Candidate[]> {
  const which = ids.length > 0 ? 'recordings.id::text = ANY($1)' : `status = 'failed'`;
  return database.query(
    `SELECT recordings.id, rooms.title, status, error_code AS "errorCode", ${hasChunks} AS "hasChunks"
     FROM recordings JOIN rooms ON rooms.id = room_id WHERE ${which} ORDER BY recordings.created_at`,
    ids.length > 0 ? [ids] : [],
  );
}
