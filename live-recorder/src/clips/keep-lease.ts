import type { Logger } from 'pino';

/** The row went to another claim, or away: what is cut is worth nothing. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

export interface KeptLease {
  /** Aborts with ClaimLost. */
  signal: AbortSignal;
  /** Ends the renewals; the claim itself is given up by whatever transition comes next. */
  end: () => void;
}

/**
 * Renews a lease until it is ended. When somebody else has the claim, or it could not be renewed for as long as it lasts,
 * the work is aborted: before another recorder begins, as the lease is counted from before it was asked for.
 */
export function keepLease(
  renew: () => Promise<boolean>,
  { lastsMs, everyMs }: { lastsMs: number; everyMs: number },
  log: Logger,
): KeptLease {
  const lost = new AbortController();
  const lose = (why: string): void => lost.abort(new ClaimLost(why));
  const expireAt = (atMs: number): NodeJS.Timeout =>
    setTimeout(() => lose('the lease could not be renewed in time'), atMs - performance.now());
  let expiry = expireAt(performance.now() + lastsMs);
  let isEnded = false;

  const beat = async (): Promise<void> => {
    const startedAt = performance.now();
    try {
      const isHeld = await renew();
      if (isEnded) return;
      if (!isHeld) return lose('somebody else has taken over, or the clip is gone');
      clearTimeout(expiry);
      expiry = expireAt(startedAt + lastsMs);
    } catch (error) {
      log.warn({ err: error }, 'the lease could not be renewed; trying again');
    }
  };
  void beat();
  const beats = setInterval(() => void beat(), everyMs);

  const end = (): void => {
    isEnded = true;
    clearInterval(beats);
    clearTimeout(expiry);
  };
  return { signal: lost.signal, end };
}
