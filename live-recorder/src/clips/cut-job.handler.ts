import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ClipTransitions, findUnsentById, markSent, type CutClaim } from '@sluice/database';
import { sendProcessVideo } from '@sluice/queue';
import { createSourceStore, HeldSegments, type ObjectStorage, type SourceStore } from '@sluice/storage';
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
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { LOG } from '../roster/roster.service.js';
import { RECORDER_SETTINGS, type RecorderSettings } from '../settings.js';
import { decideAfterCutFailure } from './after-cut-failure.js';
import { cutClip } from './cut-clip.js';

const cutsAtOnce = 2;
/** The claim is not renewed: all is over well before it ends (cutLeaseSec). */
const limitMs = 100_000;
const niceness = 10;

/** The row went to another claim, or away: what was cut is worth nothing. */
class ClaimLost extends Error {}

/** Takes `cut_clip` jobs from Redis. What a job may do is decided by its claim in Postgres, not by the job. */
@Injectable()
export class CutJobHandler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private readonly held: HeldSegments;
  private readonly sources: SourceStore;

  constructor(
    @InjectQueue(clipQueueName) private readonly queue: Queue,
    @InjectQueue(videoQueueName) private readonly videoQueue: Queue,
    @Inject(RECORDER_SETTINGS) private readonly settings: RecorderSettings,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(LOG) private readonly log: Logger,
    private readonly database: DataSource,
    private readonly transitions: ClipTransitions,
  ) {
    this.held = new HeldSegments(settings.UPLOADS_DIR);
    this.sources = createSourceStore(settings.STORAGE_DRIVER, storage, settings.UPLOADS_DIR);
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
    const startedAt = performance.now();
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(limitMs)]);
    const workDir = await this.makeWorkDir(claim);
    try {
      const { frames, ...cut } = await cutClip(claim, {
        ffmpegPath: this.settings.FFMPEG_PATH,
        ffprobePath: this.settings.FFPROBE_PATH,
        storage: this.storage,
        sources: this.sources,
        heldFolder: this.held.folderOf(claim.clipId),
        workDir,
        run: { signal, cwd: workDir, niceness },
        log,
      }).catch((error: unknown) => {
        // whatever broke because of it, the reason is why the work was ended
        throw signal.aborted ? signal.reason : error;
      });
      if (!(await this.transitions.finishCut(claim, cut))) {
        await this.sources.delete(cut.source.path);
        throw new ClaimLost('somebody else has taken over, or the clip is gone');
      }
      const tookMs = Math.round(performance.now() - startedAt);
      const { durationSec, gaps } = cut;
      log.info({ frames, durationSec, gaps: gaps.length, tookMs }, 'clip cut');
    } finally {
      await rm(workDir, { recursive: true, force: true });
    }
    await this.sendVideo(claim.clipId, log);
  }

  /** Of this try alone; what a killed recorder left of earlier ones goes. */
  private async makeWorkDir({ clipId, attempt }: CutClaim): Promise<string> {
    const folder = (of: number): string => join(this.settings.UPLOADS_DIR, 'work', `clip-${clipId}-a${of}`);
    for (let earlier = 1; earlier < attempt; earlier++)
      await rm(folder(earlier), { recursive: true, force: true });
    await mkdir(folder(attempt), { recursive: true });
    return folder(attempt);
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
        await this.transitions.handBack(claim, { delaySec: next.delaySec, countsAsTry: true });
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
