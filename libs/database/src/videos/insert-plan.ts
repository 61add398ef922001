import { emptyOutput, type AttemptPlan, type Chunk } from '@sluice/vod';
import type { EntityManager } from 'typeorm';
import { ChunkRow } from './chunk.entity.js';

/** PostgreSQL takes 65,535 parameters in one statement; a chunk has a dozen. */
const rowsAtOnce = 1000;

/** Writes an attempt's plan and the chunks that share its work. */
export async function insertPlan(
  manager: EntityManager,
  { videoId, attempt }: { videoId: string; attempt: number },
  plan: AttemptPlan,
  chunks: readonly Chunk[],
): Promise<void> {
  await manager.query('INSERT INTO encodings (video_id, attempt, plan) VALUES ($1, $2, $3)', [
    videoId,
    attempt,
    JSON.stringify(plan),
  ]);
  const rows = chunks.map((chunk) => ({ ...chunk, videoId, attempt, output: emptyOutput }));
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await manager.insert(ChunkRow, rows.slice(from, from + rowsAtOnce));
}
