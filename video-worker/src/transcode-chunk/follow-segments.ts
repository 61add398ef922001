import { setTimeout as pause } from 'node:timers/promises';

const lookEveryMs = 40;

/**
 * Publishes segments while ffmpeg still writes the next ones. `finished` counts the whole ones; `run` gets a signal of
 * its own, because a segment that can't be published ends the run too.
 */
export async function followSegments<End>(
  run: (signal: AbortSignal) => Promise<End>,
  options: {
    signal: AbortSignal;
    finished: () => Promise<number>;
    publish: (count: number) => Promise<void>;
  },
): Promise<End> {
  const trouble = new AbortController();
  const running = run(AbortSignal.any([options.signal, trouble.signal]));
  const ended = running.then(
    () => true,
    () => true,
  );
  try {
    let published = 0;
    for (let hasEnded = false; !hasEnded;) {
      hasEnded = await Promise.race([ended, pause(lookEveryMs, false)]);
      const count = await options.finished();
      if (count <= published) continue;
      await options.publish(count);
      published = count;
    }
  } catch (error) {
    trouble.abort(error);
    await ended;
    throw error;
  }
  return running;
}
