import type { Logger } from 'pino';

const beatMs = 1000;

/** The row went to another claim, or away: whatever is made of it is worth nothing. */
export class ClaimLost extends Error {
  override readonly name: string = 'ClaimLost';
}

/** The database didn't answer for so long that others may take it from now on: it ends, and that is no fault of the work. */
export class DatabaseAway extends ClaimLost {
  override readonly name = 'DatabaseAway';
}

/** The process has been told to end: what was begun goes back to the queue for another. */
export class WorkerStops extends Error {
  override readonly name = 'WorkerStops';
}

/**
 * Keeps a claim alive. When the claim is lost, or PostgreSQL can't be reached for as long as the lease lasts, `signal`
 * aborts: ffmpeg is killed and nothing more is written.
 */
export class Lease {
  private readonly controller = new AbortController();
  private renewedAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private watchdog: NodeJS.Timeout | undefined;
  private stopped = false;

  /** `renew` tells the row how far the work is, and answers false when somebody else has it. */
  constructor(
    private readonly renew: () => Promise<boolean>,
    private readonly lastsSec: number,
    private readonly log: Logger,
  ) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  start(): this {
    this.watchdog = setInterval(() => this.watch(), beatMs);
    this.beatSoon();
    return this;
  }

  /** Ends the renewals; the claim itself is given up by whatever transition comes next. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.watchdog);
  }

  abort(reason: Error): void {
    this.controller.abort(reason);
  }

  private beatSoon(): void {
    this.timer = setTimeout(() => void this.beat(), beatMs);
  }

  /** Apart from the renewals themselves: one of them may hang. */
  private watch(): void {
    if (performance.now() - this.renewedAt <= this.lastsSec * 1000 || this.signal.aborted) return;
    this.abort(new DatabaseAway('the database was away for longer than the lease'));
  }

  private async beat(): Promise<void> {
    const startedAt = performance.now();
    try {
      const held = await this.renew();
      if (held) this.renewedAt = startedAt;
      else if (!this.stopped) this.abort(new ClaimLost('somebody else has taken over, or it is gone'));
    } catch (error) {
      this.log.warn({ err: error }, 'the lease could not be renewed');
    }
    if (!this.stopped && !this.signal.aborted) this.beatSoon();
  }
}
