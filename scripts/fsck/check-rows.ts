import { retryable, VideoTransitions } from '@sluice/database';
import type { Finding, FsckContext } from './finding.js';

interface RowRule {
  code: string;
  what: string;
  fix: string;
  /** Answers the ids of the rows that break it. */
  sql: string;
  retries?: boolean;
}

const planned = `EXISTS (SELECT 1 FROM encodings e WHERE e.video_id = v.id AND e.attempt = v.attempt)`;

/** What no transition writes: rows that were changed by hand, or restored in part. */
const rules: RowRule[] = [
  {
    code: 'ready_unpublished',
    what: 'is ready, but nothing says what was published',
    fix: 'delete it, or restore the database from the backup',
    sql: `SELECT v.id FROM videos v WHERE v.status = 'ready'
      AND (v.published_attempt IS NULL OR v.url_hls IS NULL OR v.ready_at IS NULL)`,
  },
  {
    code: 'key_elsewhere',
    what: 'its published keys are not those of its published attempt',
    fix: 'restore the database from the backup',
    sql: `SELECT v.id FROM videos v WHERE v.status = 'ready' AND NOT COALESCE(
      starts_with(v.url_hls, 'videos/' || v.id || '/a' || v.published_attempt || '/'), true)`,
  },
  {
    code: 'attempt_behind',
    what: 'its published attempt is later than its newest',
    fix: 'restore the database from the backup',
    sql: `SELECT v.id FROM videos v WHERE v.published_attempt > v.attempt`,
  },
  {
    code: 'encoding_unplanned',
    what: 'is being encoded, but there is no plan',
    fix: '--repair starts it anew once it has stood still for a minute',
    sql: `SELECT v.id FROM videos v WHERE v.status = 'processing' AND v.stage = 'encoding' AND NOT ${planned}`,
    retries: true,
  },
  {
    code: 'encoding_stuck',
    what: 'all of its chunks are done, but nobody finishes it',
    fix: '--repair finishes it once it has stood still for a minute',
    sql: `SELECT v.id FROM videos v WHERE v.status = 'processing' AND v.stage = 'encoding' AND ${planned}
      AND NOT EXISTS (SELECT 1 FROM chunks c WHERE c.video_id = v.id AND c.attempt = v.attempt AND c.state <> 'done')`,
    retries: true,
  },
  {
    code: 'sourceless',
    what: 'has no source, and is no clip that is still to be cut',
    fix: 'delete it and upload the file again',
    sql: `SELECT v.id FROM videos v LEFT JOIN clips c ON c.video_id = v.id
      WHERE v.source_path = '' AND (c.video_id IS NULL OR c.cut_at IS NOT NULL)`,
  },
  {
    code: 'uploading_forever',
    what: 'is being uploaded, but only clips have a row before they are there',
    fix: 'delete it',
    sql: `SELECT v.id FROM videos v LEFT JOIN clips c ON c.video_id = v.id
      WHERE v.status = 'uploading' AND c.video_id IS NULL`,
  },
  {
    code: 'chunks_miscounted',
    what: 'the count of its verified pieces is wrong',
    fix: 'restore the database from the backup',
    sql: `SELECT t.id FROM takes t WHERE t.verified_chunks <> (SELECT count(*) FROM recording_chunks c
      WHERE c.take_id = t.id AND c.verified_at IS NOT NULL)`,
  },
];

export async function checkRows(context: FsckContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { sql, retries, ...told } of rules) {
    const rows: { id: string }[] = await context.database.query(sql);
    for (const { id } of rows)
      findings.push({ id, ...told, ...(retries && { repair: () => retry(id, context) }) });
  }
  return findings;
}

async function retry(id: string, { database }: FsckContext): Promise<string> {
  if (await new VideoTransitions(database).retry(id)) return 'it goes on';
  const standing: unknown[] = await database.query(`SELECT 1 FROM videos WHERE id = $1 AND ${retryable}`, [
    id,
  ]);
  throw new Error(standing.length > 0 ? 'somebody has just moved it' : 'it has moved within the last minute');
}
