/** With their pauses an outage of a second or two is bridged; an address that nobody answers at is noticed in eleven. */
export const triesMax = 6;

const pauseMs = { TRANSIENT: 100, THROTTLING: 500 };
const longestPauseMs = 5000;

/** What the SDK tells of a failure, and what it wants to hear. */
interface Failure {
  error?: Error;
  errorType: string;
}
interface Try {
  getRetryCount(): number;
  getRetryDelay(): number;
}

/**
 * How often a request is tried: of a store that fails one in three, a video's hundred requests are all carried out. The
 * SDK's own strategy keeps one budget for all requests of a process, and when a bad line has used it up, everything fails
 * at its first failure, for as long as the line stays bad.
 */
export class S3Retries {
  acquireInitialRetryToken(): Promise<Try> {
    return Promise.resolve(tryAfter(0, 0));
  }

  refreshRetryTokenForRetry(before: Try, { error, errorType }: Failure): Promise<Try> {
    const count = before.getRetryCount() + 1;
    if (!isPassing(errorType) || count >= triesMax)
      return Promise.reject(error ?? new Error('the request failed'));
    // anywhere up to twice as long each time: those that failed together don't come back together
    const longest = Math.min(longestPauseMs, pauseMs[errorType] * 2 ** (count - 1));
    return Promise.resolve(tryAfter(count, Math.random() * longest));
  }

  /** There is no budget that it would fill again. */
  recordSuccess(): void {}
}

const isPassing = (errorType: string): errorType is keyof typeof pauseMs => errorType in pauseMs;

const tryAfter = (count: number, delayMs: number): Try => ({
  getRetryCount: () => count,
  getRetryDelay: () => delayMs,
});
