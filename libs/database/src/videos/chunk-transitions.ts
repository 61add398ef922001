import type { AttemptPlan, ChunkKind, ChunkOutput } from '@sluice/vod';
import type { DataSource, EntityManager } from 'typeorm';
import {
  chunkLeaseSec,
  claimColumns,
  leaseSec,
  sourceColumns,
  triesMax,
  type Claim,
  type ClaimedSource,
} from './claim.js';
import { refreshProgress, setPlayable } from './encoding-progress.js';
import { leaseIsDead, updated } from './guarded-update.js';
import { mayChunkBeTried } from './last-try.js';

/** A worker's right to work on one chunk. */
export interface ChunkClaim {
  videoId: string;
  attempt: number;
  index: number;
  /** The fencing token: a worker whose number is no longer the row's has lost the chunk. */
  claim: number;
  tries: number;
  kind: ChunkKind;
  firstSegment: number;
  startFrame: number;
  frameCount: number | null;
  startSec: number;
  durationSec: number;
  /** What earlier claims have brought: they needn't be done again. */
  output: ChunkOutput;
  plan: AttemptPlan;
  source: ClaimedSource;
}

const isMine = `video_id = $1 AND attempt = $2 AND index = $3 AND claims = $4 AND state = 'waiting'`;
const videoGoesOn = `EXISTS (SELECT 1 FROM videos v WHERE v.id = video_id AND v.attempt = chunks.attempt
  AND v.status = 'processing')`;
const keyOf = ({ videoId, attempt, index, claim }: ChunkClaim): unknown[] => [videoId, attempt, index, claim];

/** Before any row of its chunks, as a deletion does: the other way round the two would wait for each other. */
const lockVideo = (manager: EntityManager, videoId: string): Promise<unknown> =>
  manager.query('SELECT 1 FROM videos WHERE id = $1 FOR UPDATE', [videoId]);

/** The one door through which a chunk's state moves: guarded UPDATEs, as with videos. */
export class ChunkTransitions {
  constructor(private readonly database: DataSource) {}

  /** null when the chunk is done, in other hands, or its video goes another way. `claim` is the one that the job was sent for. */
  async claim(
    chunk: { videoId: string; attempt: number; index: number; claim: number },
    worker: string,
  ): Promise<ChunkClaim | null> {
    const { videoId, attempt, index, claim } = chunk;
    return this.database.transaction(async (manager) => {
      await lockVideo(manager, videoId);
      if (!(await mayChunkBeTried(manager, chunk))) return null;
      const row = await updated<{ claims: number }>(
        manager,
        `UPDATE chunks SET claims = claims + 1, tries = tries + 1, worker = $5, progress = 0, not_before = NULL,
           lease_until = now() + make_interval(secs => $6), sent_at = NULL, started_at = now()
         WHERE video_id = $1 AND attempt = $2 AND index = $3 AND claims < $4 AND state = 'waiting' AND tries < $7
           AND ${leaseIsDead} AND ${videoGoesOn} RETURNING claims`,
        [videoId, attempt, index, claim, worker, chunkLeaseSec, triesMax],
      );
      if (!row) return null;
      await manager.query(
        `UPDATE encodings SET started_at = now() WHERE video_id = $1 AND attempt = $2 AND started_at IS NULL`,
        [videoId, attempt],
      );
      const [found] = (await manager.query(
        `SELECT c.video_id AS "videoId", c.attempt, c.index, c.claims AS claim, c.tries, c.kind,
           c.first_segment AS "firstSegment", c.start_frame AS "startFrame", c.frame_count AS "frameCount",
           c.start_sec AS "startSec", c.duration_sec AS "durationSec", c.output, e.plan,
           ${sourceColumns('v')} AS source
         FROM chunks c JOIN encodings e USING (video_id, attempt) JOIN videos v ON v.id = c.video_id
         WHERE c.video_id = $1 AND c.attempt = $2 AND c.index = $3`,
        [videoId, attempt, index],
      )) as ChunkClaim[];
      return found ?? null;
    });
  }

  /** Renews the lease and tells how much of the chunk is done (0..1). */
  async heartbeat(claim: ChunkClaim, progress: number): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE chunks SET lease_until = now() + make_interval(secs => $5), progress = $6
       WHERE ${isMine} AND ${videoGoesOn} RETURNING index`,
      [...keyOf(claim), chunkLeaseSec, progress],
    );
    if (row) await refreshProgress(this.database.manager, claim.videoId, claim.attempt);
    return row !== null;
  }

  /** Records segments that are in storage, while the chunk goes on. From now on they can be played. */
  async record(claim: ChunkClaim, output: ChunkOutput): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      await lockVideo(manager, claim.videoId);
      const row = await updated(
        manager,
        `UPDATE chunks SET output = $5, has_segments = true WHERE ${isMine} AND ${videoGoesOn} RETURNING index`,
        [...keyOf(claim), JSON.stringify(output)],
      );
      if (row) await this.tell(manager, claim);
      return row !== null;
    });
  }

  /**
   * Ends a chunk. Whoever ends the last one also gets the video's claim, to verify and publish it: `finish`. Exactly one
   * does, because each waits for the video's row first.
   */
  async complete(
    claim: ChunkClaim,
    output: ChunkOutput,
  ): Promise<{ accepted: boolean; finish: Claim | null }> {
    return this.database.transaction(async (manager) => {
      await lockVideo(manager, claim.videoId);
      const row = await updated(
        manager,
        `UPDATE chunks SET state = 'done', output = $5, has_segments = $6, left_out = $7, progress = 1,
           lease_until = NULL, sent_at = NULL, last_error = NULL, done_at = now()
         WHERE ${isMine} AND ${videoGoesOn} RETURNING index`,
        [
          ...keyOf(claim),
          JSON.stringify(output),
          Object.keys(output.renditions).length > 0,
          output.leftOut !== null,
        ],
      );
      if (!row) return { accepted: false, finish: null };
      await this.tell(manager, claim);
      return { accepted: true, finish: await claimLastStep(manager, claim) };
    });
  }

  /**
   * Gives a chunk back, to be tried again after `delaySec`. On shutdown the try doesn't count. false when it is somebody
   * else's by now, or was given back before.
   */
  async handBack(
    claim: ChunkClaim,
    options: { delaySec: number; countsAsTry: boolean; reason: string | null },
  ): Promise<boolean> {
    const row = await updated(
      this.database.manager,
      `UPDATE chunks SET lease_until = NULL, sent_at = NULL, progress = 0, tries = tries - $5,
         not_before = now() + make_interval(secs => $6), last_error = COALESCE($7, last_error)
       WHERE ${isMine} AND lease_until IS NOT NULL RETURNING index`,
      [...keyOf(claim), options.countsAsTry ? 0 : 1, options.delaySec, options.reason],
    );
    return row !== null;
  }

  private async tell(manager: EntityManager, { videoId, attempt }: ChunkClaim): Promise<void> {
    await refreshProgress(manager, videoId, attempt);
    await setPlayable(manager, videoId, attempt);
  }
}

/** When nothing is left to encode: the video's lease for whoever ended the last chunk. */
async function claimLastStep(
  manager: EntityManager,
  { videoId, attempt }: { videoId: string; attempt: number },
): Promise<Claim | null> {
  return updated<Claim>(
    manager,
    `UPDATE videos SET stage = 'verifying', tries = tries + 1, lease_until = now() + make_interval(secs => $3),
       eta_sec = NULL, updated_at = now()
     WHERE id = $1 AND attempt = $2 AND status = 'processing' AND stage = 'encoding'
       AND NOT EXISTS (SELECT 1 FROM chunks WHERE video_id = $1 AND attempt = $2 AND state <> 'done')
     RETURNING ${claimColumns}`,
    [videoId, attempt, leaseSec],
  );
}
