import { describe, expect, it } from 'vitest';
import { S3Retries, triesMax } from './s3-retries.js';

describe('S3Retries', () => {
  const failure = (errorType: string) => ({ errorType, error: new Error('503') });

  /** How often a request that always fails is tried, and its pauses. */
  async function exhaust(
    retries: S3Retries,
    errorType: string,
  ): Promise<{ tries: number; pausesMs: number[] }> {
    const pausesMs: number[] = [];
    let token = await retries.acquireInitialRetryToken();
    for (;;)
      try {
        token = await retries.refreshRetryTokenForRetry(token, failure(errorType));
        pausesMs.push(token.getRetryDelay());
      } catch (error) {
        expect((error as Error).message).toBe('503');
        return { tries: pausesMs.length + 1, pausesMs };
      }
  }

  it('tries what may pass several times, with growing pauses', async () => {
    const { tries, pausesMs } = await exhaust(new S3Retries(), 'TRANSIENT');
    expect(tries).toBe(triesMax);
    for (const [at, ms] of pausesMs.entries()) expect(ms).toBeLessThanOrEqual(100 * 2 ** at);
  });

  it('has no budget that other requests use up', async () => {
    const retries = new S3Retries();
    for (let request = 0; request < 1000; request++)
      expect((await exhaust(retries, 'THROTTLING')).tries).toBe(triesMax);
  });

  it('tries once what will fail the same way again', async () => {
    for (const errorType of ['CLIENT_ERROR', 'SERVER_ERROR'])
      expect((await exhaust(new S3Retries(), errorType)).tries).toBe(1);
  });
});
