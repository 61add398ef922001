import type { RecordingChunk, SealTake } from '@sluice/vod';
import { type ProblemError, toProblemError } from '../../http/problem-error';
import type { RecorderState } from '../recorder-state';
import { keyOf, type TakeHeader } from '../spool/spooled-take';
import type { Spool } from '../spool/spool';
import { backoffMs } from './backoff';
import { sendBatch } from './send-batch';
import { announceTake, sealTake } from './take-requests';
import { conflictProblem, isFinal, notAcceptedProblem } from './upload-problems';
import {
  newUploadTake,
  nextBatch,
  nextStep,
  nextTake,
  type UploadStep,
  type UploadTake,
} from './upload-take';
import { WakeUp } from './wake-up';

export type UploadProgress = RecorderState['upload'];

export interface UploaderEvents {
  onChange: () => void;
  /** All of it is verified and sealed, and nothing of it is on this disk any more. */
  onForgotten: (takeId: string) => void;
}

/** Brings spooled takes to the server, for as long as the page lives. Nothing of the capture waits for it. */
export class Uploader {
  private takes: UploadTake[] = [];
  private turn = 0;
  private failures = 0;
  private nextTryAtMs: number | null = null;
  private transient: ProblemError | null = null;
  private forgottenChunks = 0;
  private isRunning = true;
  private isResting = false;
  private readonly wakeUp = new WakeUp();
  private readonly running: Promise<void>;

  constructor(
    private readonly spool: Spool,
    private readonly events: UploaderEvents,
  ) {
    window.addEventListener('online', this.onConnection);
    window.addEventListener('offline', this.onConnection);
    this.running = this.run();
  }

  /** A take whose header is in the spool. */
  begin(header: TakeHeader): void {
    this.add(newUploadTake(header));
  }

  add(take: UploadTake): void {
    this.takes.push(take);
    this.touch();
  }

  /** A chunk that is in the spool. */
  addChunk(takeId: string, chunk: RecordingChunk): void {
    const take = this.find(takeId);
    if (!take) return;
    take.waiting.set(chunk.seq, chunk);
    take.recordedChunks = Math.max(take.recordedChunks, chunk.seq + 1);
    this.touch();
  }

  endTake(takeId: string, end: SealTake): void {
    const take = this.find(takeId);
    if (take) take.end = end;
    this.touch();
  }

  /** Another recording begins: what the server has of earlier ones is not counted any more. */
  countAnew(): void {
    this.forgottenChunks = 0;
  }

  /** Whether everything has been brought that can be. */
  get isDone(): boolean {
    return this.takes.every(({ problem }) => problem !== null);
  }

  progress(): UploadProgress {
    const chunks = this.takes.flatMap(({ waiting }) => [...waiting.values()]);
    const verified = this.takes.reduce((sum, take) => sum + take.verifiedChunks, this.forgottenChunks);
    const recorded = this.takes.reduce((sum, take) => sum + take.recordedChunks, this.forgottenChunks);
    return {
      recordedChunks: recorded,
      verifiedChunks: verified,
      waitingChunks: chunks.length,
      waitingBytes: chunks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      isOnline: navigator.onLine,
      nextTryAtMs: this.nextTryAtMs,
      problem: this.takes.find(({ problem }) => problem)?.problem ?? this.transient,
    };
  }

  /** Nothing new is begun; resolves when what is on its way has arrived or failed. */
  stop(): Promise<void> {
    this.isRunning = false;
    window.removeEventListener('online', this.onConnection);
    window.removeEventListener('offline', this.onConnection);
    this.wakeUp.call();
    return this.running;
  }

  private async run(): Promise<void> {
    while (this.isRunning) {
      const index = nextTake(this.takes, this.turn);
      const take = index === null ? undefined : this.takes[index];
      const step = take && nextStep(take);
      if (index === null || !take || !step) {
        await this.wakeUp.sleep(null);
        continue;
      }
      this.turn = index;
      try {
        const failure = await this.perform(step, take);
        if (failure) await this.rest(failure);
        else this.succeeded();
      } catch (error) {
        const problem = toProblemError(error);
        if (isFinal(problem)) this.giveUp(take, problem);
        else await this.rest(problem);
      }
    }
  }

  /** Answers what went wrong with a part of it; throws when the server refused the whole step. */
  private async perform(step: UploadStep, take: UploadTake): Promise<ProblemError | null> {
    const key = keyOf(take.header);
    if (step === 'announce') {
      await announceTake(take.header);
      await this.spool.call('mark', [key, 'announced']);
      take.isAnnounced = true;
    } else if (step === 'seal' && take.end) {
      await sealTake(take.header, take.end);
      await this.spool.call('mark', [key, 'sealed']);
      take.isSealed = true;
    } else if (step === 'send') {
      return this.send(take);
    } else {
      await this.spool.call('forgetTake', [key]);
      this.takes = this.takes.filter((other) => other !== take);
      this.forgottenChunks += take.recordedChunks;
      this.events.onForgotten(take.header.takeId);
    }
    return null;
  }

  private async send(take: UploadTake): Promise<ProblemError | null> {
    const { verified, lost, failure, isConflict } = await sendBatch(take, nextBatch(take), this.spool);
    await this.forget(take, 'verified', verified);
    await this.forget(take, 'lost', lost);
    take.verifiedChunks += verified.length;
    if (verified.length > 0) this.succeeded();
    if (isConflict) take.problem = conflictProblem();
    const hasMoved = isConflict || verified.length + lost.length > 0;
    return failure ?? (hasMoved ? null : notAcceptedProblem());
  }

  private async forget(take: UploadTake, kind: 'verified' | 'lost', seqs: number[]): Promise<void> {
    if (seqs.length === 0) return;
    await this.spool.call('forgetChunks', [keyOf(take.header), kind, seqs]);
    for (const seq of seqs) take.waiting.delete(seq);
  }

  private succeeded(): void {
    this.failures = 0;
    this.nextTryAtMs = null;
    this.transient = null;
    this.events.onChange();
  }

  private giveUp(take: UploadTake, problem: ProblemError): void {
    take.problem = problem;
    this.events.onChange();
  }

  private async rest(problem: ProblemError): Promise<void> {
    this.turn += 1;
    this.failures += 1;
    const waitMs = backoffMs(this.failures);
    this.transient = problem;
    this.nextTryAtMs = Date.now() + waitMs;
    this.events.onChange();
    // Chunks that come meanwhile don't end the rest; the network's return does.
    const until = performance.now() + waitMs;
    this.isResting = true;
    for (let left = waitMs; left > 0 && this.isRunning && this.isResting; left = until - performance.now())
      await this.wakeUp.sleep(left);
    this.isResting = false;
  }

  private readonly onConnection = (): void => {
    if (navigator.onLine) this.isResting = false;
    this.touch();
  };

  private touch(): void {
    this.wakeUp.call();
    this.events.onChange();
  }

  private find(takeId: string): UploadTake | undefined {
    return this.takes.find(({ header }) => header.takeId === takeId);
  }
}
