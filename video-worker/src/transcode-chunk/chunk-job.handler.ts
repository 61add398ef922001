import { ClaimLost, DatabaseAway, Lease, WorkerStops } from '@sluice/service';
import {
  chunkLeaseSec,
  ChunkTransitions,
  type ChunkClaim,
  markChunkUnsent,
  type Claim,
  VideoTransitions,
} from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import {
  clock,
  totalDurationSec,
  tracksQueueName,
  transcodeChunkJob,
  transcodeChunkSchema,
  transcodeQueueName,
  wholesQueueName,
} from '@sluice/vod';
import { InjectQueue } from '@nestjs/bull';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job, Queue } from 'bull';
import { PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { CAPACITY } from '../capacity/capacity.provider.js';
import type { Capacity } from '../capacity/choose-capacity.js';
import { DiskGuard } from '../disk-guard/disk-guard.service.js';
import { decideAfterChunkFailure } from '../lease/after-failure.js';
import { onceDatabaseAnswers } from '../lease/once-database-answers.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { WORKER_ID } from '../presence/worker-id.js';
import { VideoJobHandler } from '../process-video/video-job.handler.js';
import { SourceCache } from '../source/source-cache.js';
import { WORK_ROOT } from '../work-root.js';
import { makeChunk } from './make-chunk.js';

/** Sound and copies at the same time: they read more than they calculate. */
const tracksAtOnce = 2;
/** Beside the chunks, with what time those leave. */
const wholesAtOnce = 1;

/** Takes `transcode_chunk` jobs from Redis. What a job may do is decided by its claim in Postgres, not by the job. */
@Injectable()
export class ChunkJobHandler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Map<Lease, Promise<void>>();
  private readonly log: Logger;
  private stopping = false;

  constructor(
    @InjectQueue(transcodeQueueName) private readonly pictures: Queue,
    @InjectQueue(tracksQueueName) private readonly tracks: Queue,
    @InjectQueue(wholesQueueName) private readonly wholes: Queue,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(CAPACITY) private readonly capacity: Capacity,
    @Inject(WORKER_ID) private readonly workerId: string,
    @Inject(WORK_ROOT) private readonly workRoot: string,
    private readonly sources: SourceCache,
    private readonly database: DataSource,
    private readonly chunks: ChunkTransitions,
    private readonly videos: VideoTransitions,
    private readonly finisher: VideoJobHandler,
    private readonly disk: DiskGuard,
    logger: PinoLogger,
  ) {
    this.log = logger.logger;
  }

  onApplicationBootstrap(): void {
    this.listen(this.pictures, this.capacity.slots);
    this.listen(this.tracks, tracksAtOnce);
    this.listen(this.wholes, wholesAtOnce);
  }

  /** Within seconds: ffmpeg is killed and what was begun goes back to the queue for another worker. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const lease of this.running.keys()) lease.abort(new WorkerStops('the worker is stopping'));
    await Promise.allSettled(this.running.values());
  }

  private listen(queue: Queue, concurrency: number): void {
    this.disk.watch(queue);
    queue.on('error', (error) => this.log.warn({ err: error }, 'redis cannot be reached; trying again'));
    queue
      .process(transcodeChunkJob, concurrency, (job: Job<unknown>) => this.handle(job))
      .catch((error: unknown) => this.log.error({ err: error }, 'the queue stopped'));
    this.log.info({ queue: queue.name, job: transcodeChunkJob, concurrency }, 'ready');
  }

  private async handle(job: Job<unknown>): Promise<void> {
    const data = transcodeChunkSchema.parse(job.data);
    if (this.stopping || !(await this.disk.hasRoom())) return markChunkUnsent(this.database, data);
    const claim = await this.chunks.claim(data, this.workerId);
    if (!claim) return this.log.debug({ ...data }, 'job dropped: the chunk is done, gone, or in other hands');
    const log = this.log.child({ videoId: claim.videoId, attempt: claim.attempt, chunk: claim.index });
    let fraction = 0;
    const lease = new Lease(() => this.chunks.heartbeat(claim, fraction), chunkLeaseSec, log).start();
    const onProgress = (done: number): void => void (fraction = done);
    const work = this.run(claim, lease, onProgress, log);
    this.running.set(lease, work);
    await work.finally(() => this.running.delete(lease));
  }

  private async run(
    claim: ChunkClaim,
    lease: Lease,
    onProgress: (fraction: number) => void,
    log: Logger,
  ): Promise<void> {
    const startedAt = performance.now();
    let finish: Claim | null = null;
    try {
      const { chunks, storage, sources, capacity, workRoot } = this;
      const context = { chunks, storage, sources, capacity, workRoot, signal: lease.signal, log, onProgress };
      const output = await makeChunk(claim, context);
      lease.stop();
      const end = await this.chunks.complete(claim, output);
      if (!end.accepted) throw new ClaimLost('somebody else has taken over, or the video is gone');
      const wallSec = (performance.now() - startedAt) / 1000;
      const mediaSec = Math.max(
        ...Object.values(output.renditions).map(({ segments }) => totalDurationSec(segments)),
        0,
      );
      log.info({ kind: claim.kind, wallSec: round(wallSec), speed: round(mediaSec / wallSec) }, 'chunk done');
      finish = end.finish;
    } catch (error) {
      lease.stop();
      await this.settle(claim, error, log);
    }
    if (finish) await this.finisher.finish(finish);
  }

  /** Nothing is thrown to Bull: the row says what happens next, and the reconciler sends it. */
  private async settle(claim: ChunkClaim, error: unknown, log: Logger): Promise<void> {
    try {
      if (error instanceof ClaimLost && !(error instanceof DatabaseAway))
        return log.warn({ reason: error.message }, 'chunk dropped: claim lost');
      if (error instanceof WorkerStops) {
        await this.chunks.handBack(claim, { delaySec: 0, countsAsTry: false, reason: null });
        return log.info('chunk handed back: the worker is stopping');
      }
      const next = decideAfterChunkFailure(error, claim.tries);
      const delaySec = next.action === 'wait' ? next.delaySec : 0;
      // also before it fails the film: who was frozen and fails when it wakes up has no say in it any more
      const end = {
        delaySec,
        countsAsTry: next.action === 'fail' || next.countsAsTry,
        reason: (error as Error).message,
      };
      const wasMine = await onceDatabaseAnswers(
        () => this.chunks.handBack(claim, end),
        () => this.stopping,
      );
      if (!wasMine) return log.warn({ err: error }, 'chunk dropped: claim lost');
      if (next.action === 'wait')
        return log.warn({ err: error, delaySec }, 'chunk failed, will be tried again');
      const detail = `${describeChunk(claim)}: ${next.detail}`;
      await this.videos.fail(claim, { code: next.code, detail, dropWork: false });
      log.warn({ err: error, code: next.code, detail }, 'chunk failed: video is failed');
    } catch (unsettled) {
      log.error(
        { err: unsettled, cause: error },
        'the end of the chunk could not be recorded; its lease will run out',
      );
    }
  }
}

/** "From 0:32 to 1:02" */
const describeChunk = ({ kind, startSec, durationSec }: ChunkClaim): string =>
  kind === 'audio' ? 'The sound' : `From ${clock(startSec)} to ${clock(startSec + durationSec)}`;

const round = (value: number): number => Number(value.toFixed(2));
