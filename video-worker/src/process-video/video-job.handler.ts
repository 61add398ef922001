import { VideoTransitions, type Claim } from '@sluice/database';
import { processVideoJob, processVideoSchema, totalDurationSec, videoQueueName } from '@sluice/vod';
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
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import type { ObjectStorage } from '@sluice/storage';
import { WORKER_SETTINGS, type WorkerSettings } from '../settings.js';
import { decideAfterFailure } from './after-failure.js';
import { AttemptLease, ClaimLost } from './attempt-lease.js';
import { processVideo } from './process-video.js';

class WorkerStops extends Error {
  override readonly name = 'WorkerStops';
}

/** Takes `process_video` jobs from Redis. What a job may do is decided by its claim in Postgres, not by the job. */
@Injectable()
export class VideoJobHandler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Map<AttemptLease, Promise<void>>();
  private readonly log: Logger;
  private stopping = false;

  constructor(
    @InjectQueue(videoQueueName) private readonly queue: Queue,
    @Inject(WORKER_SETTINGS) private readonly settings: WorkerSettings,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    private readonly transitions: VideoTransitions,
    logger: PinoLogger,
  ) {
    this.log = logger.logger;
  }

  onApplicationBootstrap(): void {
    this.queue.on('error', (error) => this.log.warn({ err: error }, 'redis cannot be reached; trying again'));
    const concurrency = this.settings.WORKER_CONCURRENCY;
    this.queue
      .process(processVideoJob, concurrency, (job: Job<unknown>) => this.handle(job))
      .catch((error: unknown) => this.log.error({ err: error }, 'the queue stopped'));
    this.log.info({ queue: videoQueueName, job: processVideoJob, concurrency }, 'ready');
  }

  /** Within seconds: ffmpeg is killed and what was begun goes back to the queue for another worker. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const lease of this.running.keys()) lease.abort(new WorkerStops('the worker is stopping'));
    await Promise.allSettled(this.running.values());
  }

  private async handle(job: Job<unknown>): Promise<void> {
    const { videoId, attempt } = processVideoSchema.parse(job.data);
    if (this.stopping) return;
    const claim = await this.transitions.claim(videoId, attempt);
    if (!claim) {
      this.log.info({ videoId, jobId: job.id }, 'job dropped: the video is done, gone, or in other hands');
      return;
    }
    const log = this.log.child({ videoId, attempt: claim.attempt });
    const lease = new AttemptLease(claim, this.transitions, log);
    const work = this.run(claim, lease, log);
    this.running.set(lease, work);
    await work.finally(() => this.running.delete(lease));
  }

  private async run(claim: Claim, lease: AttemptLease, log: Logger): Promise<void> {
    const startedAt = performance.now();
    log.info({ try: claim.tries }, 'job started');
    lease.start();
    try {
      const { transitions, settings, storage } = this;
      const published = await processVideo(claim, { settings, transitions, storage, lease, log });
      const wallSec = (performance.now() - startedAt) / 1000;
      const speed = totalDurationSec(published.renditions[0]?.segments ?? []) / wallSec;
      const warnings = published.warnings.map(({ code }) => code);
      log.info({ wallSec: round(wallSec), speed: round(speed), warnings }, 'job done: video is ready');
    } catch (error) {
      lease.stop();
      await this.settle(claim, error, log);
    } finally {
      lease.stop();
    }
  }

  /** Nothing is thrown to Bull: the row says what happens next, and the reconciler sends it. */
  private async settle(claim: Claim, error: unknown, log: Logger): Promise<void> {
    try {
      if (error instanceof ClaimLost) return log.warn({ reason: error.message }, 'job dropped: claim lost');
      if (error instanceof WorkerStops) {
        await this.transitions.handBack(claim, { delaySec: 0, countsAsTry: false });
        return log.info('job handed back: the worker is stopping');
      }
      const next = decideAfterFailure(error, claim.tries);
      if (next.action === 'wait') {
        await this.transitions.handBack(claim, { delaySec: next.delaySec, countsAsTry: true });
        return log.warn({ err: error, delaySec: next.delaySec }, 'job failed, will be tried again');
      }
      await this.transitions.fail(claim, next.code, next.detail);
      log.warn({ err: error, code: next.code, detail: next.detail }, 'job failed: video is failed');
    } catch (unsettled) {
      log.error(
        { err: unsettled, cause: error },
        'the end of the job could not be recorded; its lease will run out',
      );
    }
  }
}

const round = (value: number): number => Number(value.toFixed(2));
