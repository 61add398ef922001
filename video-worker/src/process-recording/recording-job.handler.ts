import { ClaimLost, DatabaseAway, Lease, WorkerStops } from '@sluice/service';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  markRecordingUnsent,
  recordingLeaseSec,
  RecordingTransitions,
  type RecordingClaim,
} from '@sluice/database';
import { createSourceStore, type ObjectStorage, type SourceStore } from '@sluice/storage';
import {
  processRecordingJob,
  processRecordingSchema,
  recordingQueueName,
  recordingWorkFolder,
  type RecordingStage,
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
import { onceDatabaseAnswers } from '../lease/once-database-answers.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { WORKER_SETTINGS, type WorkerSettings } from '../settings.js';
import { SourceCache } from '../source/source-cache.js';
import { WORK_ROOT } from '../work-root.js';
import { decideAfterRecordingFailure } from './after-recording-failure.js';
import { FilmSender } from './film-sender.service.js';
import { makeFilms } from './make-films.js';

/** Putting one person's takes together costs little and is waited for; it must not stand behind a room's grid of hours. */
const recordingsAtOnce = 4;

/** Takes `process_recording` jobs from Redis. What a job may do is decided by its claim in Postgres, not by the job. */
@Injectable()
export class RecordingJobHandler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Map<Lease, Promise<void>>();
  private readonly log: Logger;
  private readonly store: SourceStore;
  private stopping = false;

  constructor(
    @InjectQueue(recordingQueueName) private readonly queue: Queue,
    @Inject(WORKER_SETTINGS) private readonly settings: WorkerSettings,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    @Inject(WORK_ROOT) private readonly workRoot: string,
    private readonly sources: SourceCache,
    private readonly database: DataSource,
    private readonly transitions: RecordingTransitions,
    private readonly sender: FilmSender,
    private readonly disk: DiskGuard,
    logger: PinoLogger,
  ) {
    this.log = logger.logger;
    this.store = createSourceStore(settings.STORAGE_DRIVER, storage, settings.UPLOADS_DIR);
  }

  onApplicationBootstrap(): void {
    this.disk.watch(this.queue);
    this.queue.on('error', (error) => this.log.warn({ err: error }, 'redis cannot be reached; trying again'));
    this.queue
      .process(processRecordingJob, recordingsAtOnce, (job: Job<unknown>) => this.handle(job))
      .catch((error: unknown) => this.log.error({ err: error }, 'the queue stopped'));
    this.log.info(
      { queue: recordingQueueName, job: processRecordingJob, concurrency: recordingsAtOnce },
      'ready',
    );
  }

  /** Within seconds: ffmpeg is killed and what was begun goes back to the queue for another worker. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const lease of this.running.keys()) lease.abort(new WorkerStops('the worker is stopping'));
    await Promise.allSettled(this.running.values());
  }

  private async handle(job: Job<unknown>): Promise<void> {
    const { recordingId, attempt } = processRecordingSchema.parse(job.data);
    if (this.stopping || !(await this.disk.hasRoom())) return markRecordingUnsent(this.database, recordingId);
    const claim = await this.transitions.claim(recordingId, attempt);
    if (!claim)
      return this.log.info({ recordingId }, 'job dropped: the recording is done, gone, or in other hands');
    const log = this.log.child({ recordingId, attempt: claim.attempt });
    const state = { stage: 'assembling' as RecordingStage, progress: 0 };
    const lease = new Lease(() => this.transitions.heartbeat(claim, state), recordingLeaseSec, log).start();
    log.info({ try: claim.tries, revision: claim.revision }, 'job started');
    const done = this.run(claim, lease, log, state)
      .catch((error: unknown) => this.settle(claim, error, log))
      .finally(() => lease.stop());
    this.running.set(lease, done);
    await done.finally(() => this.running.delete(lease));
  }

  private async run(
    claim: RecordingClaim,
    lease: Lease,
    log: Logger,
    state: { stage: RecordingStage; progress: number },
  ): Promise<void> {
    const startedAt = performance.now();
    const { settings, database, transitions, storage, store, sources } = this;
    const workDir = join(this.workRoot, recordingWorkFolder(claim));
    await this.removeEarlierWork(claim);
    await mkdir(workDir, { recursive: true });
    try {
      await makeFilms({
        settings,
        database,
        transitions,
        storage,
        store,
        sources,
        claim,
        workDir,
        log,
        signal: lease.signal,
        report: (stage, progress) => Object.assign(state, { stage, progress }),
        onFilm: (videoId) => {
          log.info({ videoId, wallSec: secondsSince(startedAt) }, 'film put together');
          this.sender.sendFor(videoId);
        },
      });
    } catch (error) {
      // whatever broke because of it, the reason is why the work was ended
      throw lease.signal.aborted ? lease.signal.reason : error;
    } finally {
      lease.stop();
      await rm(workDir, { recursive: true, force: true });
    }
    if (!(await this.transitions.handOver(claim)))
      throw new ClaimLost('somebody else has taken over, or the recording is gone');
    log.info({ wallSec: secondsSince(startedAt) }, 'job done: all films are with the pipeline');
  }

  /** A killed worker could not tidy up; nobody writes for an earlier claim any more. */
  private async removeEarlierWork(claim: RecordingClaim): Promise<void> {
    for (let earlier = 1; earlier < claim.attempt; earlier++)
      await rm(join(this.workRoot, recordingWorkFolder({ ...claim, attempt: earlier })), {
        recursive: true,
        force: true,
      });
  }

  /** Nothing is thrown to Bull: the row says what happens next, and the reconciler sends it. */
  private async settle(claim: RecordingClaim, error: unknown, log: Logger): Promise<void> {
    try {
      if (error instanceof ClaimLost && !(error instanceof DatabaseAway))
        return log.warn({ reason: error.message }, 'job dropped: claim lost');
      if (error instanceof WorkerStops) {
        await this.transitions.handBack(claim, { delaySec: 0, countsAsTry: false, error: null });
        return log.info('job handed back: the worker is stopping');
      }
      const {
        tryAgainAfterSec: delaySec,
        countsAsTry,
        error: told,
      } = decideAfterRecordingFailure(error, claim.tries);
      if (delaySec !== null) {
        const wasMine = await onceDatabaseAnswers(
          () => this.transitions.handBack(claim, { delaySec, countsAsTry, error: told }),
          () => this.stopping,
        );
        if (!wasMine) return log.warn({ err: error }, 'job dropped: claim lost');
        return log.warn({ err: error, delaySec }, 'job failed, will be tried again');
      }
      await this.transitions.fail(claim, told);
      log.warn({ err: error, ...told }, 'job failed: recording is failed');
    } catch (unsettled) {
      log.error(
        { err: unsettled, cause: error },
        'the end of the job could not be recorded; its lease will run out',
      );
    }
  }
}

const secondsSince = (startedAt: number): number =>
  Number(((performance.now() - startedAt) / 1000).toFixed(2));
