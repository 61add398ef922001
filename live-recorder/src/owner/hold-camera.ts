import { setTimeout as sleep } from 'node:timers/promises';
import { cameraLockMs, type CameraLock } from '@sluice/queue';
import type { Logger } from 'pino';
import { isKnownDead } from './process-identity.js';

const retryMs = 1000;
const renewMs = 3000;
/** Writing ends this much before the lock does, so that nobody else has begun by then. */
const marginMs = 1500;

/** A camera is ours: nobody else writes into its ring. */
export interface HeldCamera {
  /** The fencing number: every later owner's is higher. */
  epoch: number;
  /** Aborts when it is ours no longer. */
  lost: AbortSignal;
  /** Asked right before each write. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** Waits until the camera is ours; null when aborted before. */
export async function holdCamera(
  lock: CameraLock,
  signal: AbortSignal,
  log: Logger,
): Promise<HeldCamera | null> {
  for (let told = false; !signal.aborted; told = true) {
    const askedAt = performance.now();
    try {
      const epoch = await lock.take(isKnownDead);
      if (epoch !== null) return keepHolding(lock, epoch, askedAt, log);
      if (!told) log.info('another recorder has this camera; waiting for it to be free');
    } catch (error) {
      if (!told) log.warn({ err: error }, 'Redis cannot be reached; the camera waits for it');
    }
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

function keepHolding(lock: CameraLock, epoch: number, takenAt: number, log: Logger): HeldCamera {
  const controller = new AbortController();
  let heldUntil = takenAt + cameraLockMs - marginMs;
  let timer: NodeJS.Timeout | undefined;
  const isHeld = (): boolean => !controller.signal.aborted && performance.now() < heldUntil;
  const lose = (reason: string): void => {
    log.error({ epoch }, `the camera is lost: ${reason}`);
    controller.abort(new Error(reason));
  };
  const renew = async (): Promise<void> => {
    const askedAt = performance.now();
    const isOurs = await lock.renew(epoch).catch(() => null);
    if (controller.signal.aborted) return;
    if (isOurs) heldUntil = askedAt + cameraLockMs - marginMs;
    else if (isOurs === false) return lose('another recorder has it');
    else if (!isHeld()) return lose('Redis was away for longer than the lock lasts');
    timer = setTimeout(() => void renew(), isOurs ? renewMs : retryMs);
  };
  timer = setTimeout(() => void renew(), renewMs);
  return {
    epoch,
    lost: controller.signal,
    isHeld,
    release: async () => {
      clearTimeout(timer);
      if (controller.signal.aborted) return;
      controller.abort(new Error('released'));
      await lock.release().catch(() => undefined);
    },
  };
}
