import { ClaimLost } from '@sluice/service';
import { ClipTransitions, findUnsentById, markSent, type CutClaim } from '@sluice/database';
import { sendProcessVideo } from '@sluice/queue';
import { createSourceStore, HeldSegments, type ObjectStorage } from '@sluice/storage';
import { clipQueueName, cutClipJob, cutClipSchema, videoQueueName } from '@sluice/vod';
import { InjectQueue } from '@nestjs/bull';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job, Queue } from 'bull';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { LOG } from '../injection-tokens.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { RECORDER_SETTINGS, type RecorderSettings } from '../settings.js';
import { decideAfterCutFailure } from './after-cut-failure.js';
import { attemptCut, type CutParts } from './attempt-cut.js';

const cutsAtOnce = 2;

/** Takes `cut_clip` jobs from Redis. What a job may do is decided by its claim in Postgres, not by the job. */
@Injectable()
export class CutJobHandler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private readonly parts: CutParts;

  constructor(
    @InjectQueue(clipQueueName) private readonly queue: Queue,
    @InjectQueue(videoQueueName) private readonly videoQueue: Queue,
    @Inject(RECORDER_SETTINGS) settings: RecorderSettings,
    @Inject(OBJECT_STORAGE) storage: ObjectStorage,
    @Inject(LOG) private readonly log: Logger,
    private readonly database: DataSource,
    private readonly transitions: ClipTransitions,
  ) {
    const { UPLOADS_DIR: uploadsDir, FFMPEG_PATH: ffmpegPath, FFPROBE_PATH: ffprobePath } = settings;
    const held = new HeldSegments(uploadsDir);
    const sources = createSourceStore(settings.STORAGE_DRIVER, storage, uploadsDir);
    this.parts = { uploadsDir, ffmpegPath, ffprobePath, storage, sources, held, transitions };
  }

  onApplicationBootstrap(): void {
    this.queue.on('error', (error) => this.log.warn({ err: error }, 'redis cannot be reached; trying again'));
    this.queue
      .process(cutClipJob, cutsAtOnce, (job: Job<unknown>) => this.handle(job))
      .catch((error: unknown) => this.log.error({ err: error }, 'the queue stopped'));
    this.log.info({ queue: clipQueueName, job: cutClipJob, concurrency: cutsAtOnce }, 'ready');
  }

  /** Within seconds: ffmpeg is killed and what was begun goes back to the queue for another recorder. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the recorder stops'));
    await Promise.allSettled(this.running);
  }

  private async handle(job: Job<unknown>): Promise<void> {
    const { clipId, attempt } = cutClipSchema.parse(job.data);
    if (this.stopping.signal.aborted) return;
    const claim = await this.transitions.claimCut(clipId, attempt);
    if (!claim) return this.log.info({ clipId }, 'job dropped: the clip is cut, gone, or in other hands');
    const log = this.log.child({ clipId, attempt: claim.attempt });
    const done = this.cut(claim, log).catch((error: unknown) => this.settle(claim, error, log));
    this.running.add(done);
    await done.finally(() => this.running.delete(done));
  }

  private async cut(claim: CutClaim, log: Logger): Promise<void> {
    await attemptCut(claim, this.parts, this.stopping.signal, log);
    await this.sendVideo(claim.clipId, log);
  }

  /** The row is the order; sending only makes it quick. What Redis doesn't take is sent by the reconciler. */
  private async sendVideo(videoId: string, log: Logger): Promise<void> {
    try {
      const job = await findUnsentById(this.database.manager, videoId);
      if (!job) return;
      await sendProcessVideo(this.videoQueue, job);
      await markSent(this.database, [videoId]);
    } catch (error) {
      log.warn({ err: error }, 'clip not sent to be processed; it will be');
    }
  }

  /** Nothing is thrown to Bull: the row says what happens next, and the reconciler sends it. */
  private async settle(claim: CutClaim, error: unknown, log: Logger): Promise<void> {
    try {
      if (error instanceof ClaimLost) return log.warn({ reason: error.message }, 'job dropped: claim lost');
      if (this.stopping.signal.aborted) {
        await this.transitions.handBack(claim, { delaySec: 0, countsAsTry: false });
        return log.info('job handed back: the recorder stops');
      }
      const next = decideAfterCutFailure(error, claim.tries);
      if (next.action === 'wait') {
        await this.transitions.handBack(claim, { delaySec: next.delaySec, countsAsTry: next.countsAsTry });
        return log.warn({ err: error, delaySec: next.delaySec }, 'job failed, will be tried again');
      }
      await this.transitions.failCut(claim, { code: next.code, detail: next.detail });
      log.warn({ err: error, code: next.code, detail: next.detail }, 'job failed: clip is failed');
    } catch (unsettled) {
      log.error(
        { err: unsettled, cause: error },
        'the end of the job could not be recorded; its lease will run out',
      );
    }
  }
}
