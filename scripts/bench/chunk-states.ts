import { setTimeout as pause } from 'node:timers/promises';
import { Video } from '@sluice/database';
import type { ChunkKind } from '@sluice/vod';
import type { DataSource } from 'typeorm';

/** A chunk's row as a measurement looks at it. */
export interface ChunkState {
  index: number;
  kind: ChunkKind;
  isDone: boolean;
  /** Somebody works on it. */
  isTaken: boolean;
  claims: number;
  progress: number;
  startFrame: number;
  durationSec: number;
}

export const loadChunkStates = (database: DataSource, videoId: string): Promise<ChunkState[]> =>
  database.query(
    `SELECT index, kind, state = 'done' AS "isDone", state = 'waiting' AND lease_until > now() AS "isTaken", claims,
       progress, start_frame AS "startFrame", duration_sec AS "durationSec"
     FROM chunks WHERE video_id = $1 ORDER BY index`,
    [videoId],
  );

const lookEveryMs = 100;

/** The chunks again and again, from the plan on, for as long as the video isn't ready. Throws when it fails. */
export async function* watchChunks(database: DataSource, videoId: string): AsyncGenerator<ChunkState[]> {
  for (;;) {
    const { status, errorDetail } = await database.getRepository(Video).findOneByOrFail({ id: videoId });
    if (status === 'failed') throw new Error(`The video failed: ${errorDetail}`);
    const chunks = await loadChunkStates(database, videoId);
    if (chunks.length > 0) yield chunks;
    if (status === 'ready') return;
    await pause(lookEveryMs);
  }
}

/** How much of the pictures is encoded, from 0 to 1. */
export function shareDone(chunks: readonly ChunkState[]): number {
  const pictures = chunks.filter(({ kind }) => kind === 'picture');
  const total = pictures.reduce((sum, { durationSec }) => sum + durationSec, 0);
  const done = pictures.reduce((sum, chunk) => sum + encodedSec(chunk), 0);
  return total > 0 ? done / total : 0;
}

export const encodedSec = ({ isDone, progress, durationSec }: ChunkState): number =>
  (isDone ? 1 : progress) * durationSec;
