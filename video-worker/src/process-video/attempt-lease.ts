import { leaseSec, type Claim, type Progress, type VideoTransitions } from '@sluice/database';
import { overallProgress, type VideoStage } from '@sluice/vod';
import type { Logger } from 'pino';

const beatMs = 1000;

/** The row went to another attempt, or away: whatever this worker makes of it is worth nothing. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

/**
 * Keeps a claim alive and carries the progress with it. When the claim is lost, or PostgreSQL can't be reached for as
 * long as the lease lasts, `signal` aborts: ffmpeg is killed and nothing more is written.
 */
export class AttemptLease {
  private readonly controller = new AbortController();
  private state: Progress = { stage: 'probing', progress: 0, etaSec: null, speed: null };
  private renewedAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private watchdog: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly claim: Claim,
    private readonly transitions: VideoTransitions,
    private readonly log: Logger,
  ) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  start(): void {
    this.watchdog = setInterval(() => this.watch(), beatMs);
    this.beatSoon();
  }

  /** Ends the renewals; the claim itself is given up by publish, fail or hand-back. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.watchdog);
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
  }

  report(
    stage: VideoStage,
    fraction: number,
    measured: Pick<Progress, 'etaSec' | 'speed'> = { etaSec: null, speed: null },
  ): void {
    if (stage !== this.state.stage) this.log.info({ stage }, `stage: ${stage}`);
    this.state = { stage, progress: overallProgress(stage, fraction), ...measured };
  }

  private beatSoon(): void {
    this.timer = setTimeout(() => void this.beat(), beatMs);
  }

  /** Apart from the renewals themselves: one of them may hang. */
  private watch(): void {
    if (performance.now() - this.renewedAt <= leaseSec * 1000 || this.signal.aborted) return;
    this.abort(new ClaimLost('the database was away for longer than the lease'));
  }

  private async beat(): Promise<void> {
    const startedAt = performance.now();
    try {
      const held = await this.transitions.heartbeat(this.claim, this.state);
      if (held) this.renewedAt = startedAt;
      else this.abort(new ClaimLost('another attempt has taken over, or the video was deleted'));
    } catch (error) {
      this.log.warn({ err: error }, 'the lease could not be renewed');
    }
    if (!this.stopped && !this.signal.aborted) this.beatSoon();
  }
}
