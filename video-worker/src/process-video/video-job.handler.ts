import { ClaimLost, DatabaseAway, Lease, WorkerStops } from '@sluice/service';
import { leaseSec, markUnsent, VideoTransitions, type Claim } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import {
  overallProgress,
  processVideoJob,
  processVideoSchema,
  SluiceError,
  videoQueueName,
  type VideoStage,
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
import { DiskGuard } from '../disk-guard/disk-guard.service.js';
import { decideAfterFailure } from '../lease/after-failure.js';
import { onceDatabaseAnswers } from '../lease/once-database-answers.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { WORKER_SETTINGS, type WorkerSettings } from '../settings.js';
import { SourceCache } from '../source/source-cache.js';
import { ChunkSender } from '../transcode-chunk/chunk-sender.service.js';
import { WORK_ROOT } from '../work-root.js';
import { finishVideo } from './finish-video.js';
import { planVideo } from './plan-video.js';
import type { ProcessContext } from './process-context.js';

/** Planning takes a moment and must never wait behind anything. */
const plansAtOnce = 8;

/** Takes `process_video` jobs from Redis. What a job may do is decided by its claim in Postgres, not by the job. */
@Injectable()
export class VideoJobHandler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Map<Lease, Promise<void>>();
  private readonly log: Logger;
  private stopping = false;

  constructor(
    @InjectQueue(videoQueueName) private readonly queue: Queue,
    @Inject(WORKER_SETTINGS) private readonly settings: WorkerSettings,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(WORK_ROOT) private readonly workRoot: string,
    private readonly sources: SourceCache,
    private readonly database: DataSource,
    private readonly transitions: VideoTransitions,
    private readonly chunkSender: ChunkSender,
    private readonly disk: DiskGuard,
    logger: PinoLogger,
  ) {
    this.log = logger.logger;
  }

  onApplicationBootstrap(): void {
    this.disk.watch(this.queue);
    this.queue.on('error', (error) => this.log.warn({ err: error }, 'redis cannot be reached; trying again'));
    this.queue
      .process(processVideoJob, plansAtOnce, (job: Job<unknown>) => this.handle(job))
      .catch((error: unknown) => this.log.error({ err: error }, 'the queue stopped'));
    this.log.info({ queue: videoQueueName, job: processVideoJob, concurrency: plansAtOnce }, 'ready');
  }

  /** Within seconds: ffmpeg is killed and what was begun goes back to the queue for another worker. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const lease of this.running.keys()) lease.abort(new WorkerStops('the worker is stopping'));
    await Promise.allSettled(this.running.values());
  }

  /** The video's last step, by whoever has ended its last chunk. */
  async finish(claim: Claim): Promise<void> {
    await this.hold(claim, 'verifying', async (context, log) => {
      const published = await finishVideo(claim, context);
      log.info({ warnings: published.warnings.map(({ code }) => code) }, 'job done: video is ready');
    });
  }

  private async handle(job: Job<unknown>): Promise<void> {
    const { videoId, attempt } = processVideoSchema.parse(job.data);
    if (this.stopping || !(await this.disk.hasRoom())) return markUnsent(this.database, videoId);
    const toPlan = await this.transitions.claimPlanning(videoId, attempt);
    if (toPlan) return this.plan(toPlan);
    const toFinish = await this.transitions.claimFinishing(videoId, attempt);
    if (toFinish) return this.finish(toFinish);
    this.log.info({ videoId, jobId: job.id }, 'job dropped: the video is done, gone, or in other hands');
  }

  private async plan(claim: Claim): Promise<void> {
    await this.hold(claim, 'probing', async (context) => void (await planVideo(claim, context)));
  }

  /** Does the work while its lease is renewed, and settles whatever comes of it. */
  private async hold(
    claim: Claim,
    stage: VideoStage,
    work: (context: ProcessContext, log: Logger) => Promise<void>,
  ): Promise<void> {
    const log = this.log.child({ videoId: claim.videoId, attempt: claim.attempt });
    const state = { stage, progress: overallProgress(stage, 0) };
    const lease = new Lease(() => this.transitions.heartbeat(claim, state), leaseSec, log).start();
    const { settings, database, transitions, storage, sources, workRoot } = this;
    const context: ProcessContext = {
      settings,
      database,
      transitions,
      storage,
      sources,
      workRoot,
      log,
      signal: lease.signal,
      report: (at, fraction) => Object.assign(state, { stage: at, progress: overallProgress(at, fraction) }),
      onFannedOut: () => {
        lease.stop();
        this.chunkSender.sendFor(claim.videoId);
      },
    };
    log.info({ stage, try: claim.tries }, 'job started');
    const done = work(context, log).catch((error: unknown) => {
      lease.stop();
      return this.settle(claim, error, log);
    });
    this.running.set(lease, done);
    await done.finally(() => {
      lease.stop();
      this.running.delete(lease);
    });
  }

  /** Nothing is thrown to Bull: the row says what happens next, and the reconciler sends it. */
  private async settle(claim: Claim, error: unknown, log: Logger): Promise<void> {
    try {
      if (error instanceof ClaimLost && !(error instanceof DatabaseAway))
        return log.warn({ reason: error.message }, 'job dropped: claim lost');
      if (error instanceof WorkerStops) {
        await this.transitions.handBack(claim, { delaySec: 0, countsAsTry: false });
        return log.info('job handed back: the worker is stopping');
      }
      const next = decideAfterFailure(error, claim.tries);
      const delaySec = next.action === 'wait' ? next.delaySec : 0;
      const countsAsTry = next.action === 'fail' || next.countsAsTry;
      // also before it fails: who was frozen and fails when it wakes up has no say in it any more
      const wasMine = await onceDatabaseAnswers(
        () => this.transitions.handBack(claim, { delaySec, countsAsTry }),
        () => this.stopping,
      );
      if (!wasMine) return log.warn({ err: error }, 'job dropped: claim lost');
      if (next.action === 'wait')
        return log.warn({ err: error, delaySec }, 'job failed, will be tried again');
      const dropWork = error instanceof SluiceError && error.code === 'output_invalid';
      await this.transitions.fail(claim, { code: next.code, detail: next.detail, dropWork });
      log.warn({ err: error, code: next.code, detail: next.detail }, 'job failed: video is failed');
    } catch (unsettled) {
      log.error(
        { err: unsettled, cause: error },
        'the end of the job could not be recorded; its lease will run out',
      );
    }
  }
}
