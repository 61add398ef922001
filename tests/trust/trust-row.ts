import { it, type TestContext } from 'vitest';

/** Whether the matrix runs in full (npm run test:security, npm run test:faults) or small, as part of npm test. */
export const isFull = process.env['TRUST_MATRIX'] === 'full';

/** How often, how many, how long: small for npm test, whole for the table. */
export const size = (small: number, full: number): number => (isFull ? full : small);

export interface TrustRow {
  /** What was measured, for the table: "20 of 20 ready, 41 s". The last one said stands. */
  figure(text: string): void;
}

declare module 'vitest' {
  interface TaskMeta {
    /** Of a row of the matrix. */
    trust?: { what: string; pass: string; figure: string };
  }
}

/**
 * A row of the trust matrix: `what` is done, and the sentence by which it passes. The test's own expectations decide; the
 * figure is for people. `onlyFull` leaves it out of npm test.
 */
export function trustRow(
  what: string,
  pass: string,
  run: (row: TrustRow) => Promise<void>,
  { onlyFull = false, timeoutSec = 600 }: { onlyFull?: boolean; timeoutSec?: number } = {},
): void {
  it.skipIf(onlyFull && !isFull)(
    what,
    // named beforehand: a row that is never begun is in the table all the same
    { timeout: timeoutSec * 1000, meta: { trust: { what, pass, figure: '' } } },
    ({ task }: TestContext) => run({ figure: (figure) => void (task.meta.trust = { what, pass, figure }) }),
  );
}
