import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '@sluice/service';
import { findSandboxes, type Choice, type PassedOver } from './choose-sandbox.js';
import { putInForce } from './in-force.js';
import type { Sandbox } from './sandbox.js';
import { testSandbox, type SelfTest } from './self-test.js';

/** A machine that is busy for a moment must not lose its sandbox for as long as this process lives. */
const testsMax = 3;
const pauseMs = 1000;

export interface OpenOptions {
  /** SANDBOX=required: nothing starts without walls. */
  required: boolean;
  ffmpegPath: string;
  /** An existing folder on the disk where work is done. */
  root: string;
  log: { info(what: object, text: string): void; warn(what: object, text: string): void };
}

/**
 * Puts the best sandbox in force that can be built here and that keeps what it promises, and tells which. Throws
 * EnvironmentError when there has to be one and there is none.
 */
export async function openSandbox({ required, ffmpegPath, root, log }: OpenOptions): Promise<Sandbox> {
  const startedAt = performance.now();
  const { sandbox, passedOver } = await firstThatHolds(findSandboxes(), (candidate) =>
    testPatiently(() => testSandbox(candidate, ffmpegPath, root)),
  );
  const tookMs = Math.round(performance.now() - startedAt);
  if (sandbox.kind !== 'process group') log.info({ sandbox: sandbox.description, tookMs }, 'sandbox tested');
  else if (required) throw new EnvironmentError(noSandbox(passedOver));
  else log.warn({ sandbox: sandbox.description, passedOver, tookMs }, 'ffmpeg runs without a sandbox');
  putInForce(sandbox);
  return sandbox;
}

/** What got out once gets out; what failed is asked again. */
export async function testPatiently(test: () => Promise<SelfTest>): Promise<SelfTest> {
  for (let count = 1; ; count += 1) {
    const result = await test();
    if (result.fails === null || result.escapes.length > 0 || count === testsMax) return result;
    await sleep(pauseMs);
  }
}

/** The last one promises nothing that could be tested: it is taken as it is. */
export async function firstThatHolds(
  { sandboxes, passedOver }: Choice,
  test: (sandbox: Sandbox) => Promise<SelfTest>,
): Promise<{ sandbox: Sandbox; passedOver: PassedOver[] }> {
  const refused = [...passedOver];
  for (const sandbox of sandboxes.slice(0, -1)) {
    const { fails, escapes } = await test(sandbox);
    if (fails === null && escapes.length === 0) return { sandbox, passedOver: refused };
    refused.push({ kind: sandbox.kind, why: fails ?? `ffmpeg gets out of it: it ${escapes.join(', it ')}` });
  }
  return { sandbox: sandboxes.at(-1)!, passedOver: refused };
}

const noSandbox = (passedOver: readonly PassedOver[]): string =>
  [
    'SANDBOX=required, and this machine has no sandbox for ffmpeg:',
    ...passedOver.map(({ kind, why }) => `  ${kind}: ${why}`),
    'Install bubblewrap (Debian: sudo apt-get install bubblewrap) where programs may make user namespaces (sysctl ' +
      'kernel.unprivileged_userns_clone, user.max_user_namespaces), or run it with docker-compose.yml, or set SANDBOX=auto.',
  ].join('\n');
