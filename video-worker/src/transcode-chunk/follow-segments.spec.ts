import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { followSegments } from './follow-segments.js';

/** Something that brings segments one by one, as ffmpeg does, and can be ended from outside. */
function makeRun() {
  let count = 0;
  let end: { resolve: (text: string) => void; reject: (error: unknown) => void };
  const ended = new Promise<string>((resolve, reject) => {
    end = { resolve, reject };
  });
  ended.catch(() => undefined);
  let signal: AbortSignal | null = null;
  return {
    run: (given: AbortSignal): Promise<string> => {
      signal = given;
      given.addEventListener('abort', () => end.reject(given.reason));
      return ended;
    },
    finished: () => Promise.resolve(count),
    bring: (upTo: number): void => void (count = upTo),
    succeed: (): void => end.resolve('the end'),
    fail: (error: Error): void => end.reject(error),
    get signal() {
      return signal;
    },
  };
}

/** Waits until it holds, or fails the test. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries++) await pause(5);
  expect(holds()).toBe(true);
}

const never = new AbortController().signal;

describe('followSegments', () => {
  it('publishes while the run goes on, and what it brought at the end', async () => {
    const ffmpeg = makeRun();
    const published: number[] = [];
    const publish = async (count: number): Promise<void> => void published.push(count);
    const following = followSegments(ffmpeg.run, { signal: never, finished: ffmpeg.finished, publish });
    ffmpeg.bring(1);
    await until(() => published.length === 1);
    ffmpeg.bring(3);
    await until(() => published.length === 2);
    ffmpeg.bring(5);
    ffmpeg.succeed();
    expect(await following).toBe('the end');
    expect(published).toEqual([1, 3, 5]);
  });

  it('publishes nothing twice, and nothing where there is nothing', async () => {
    const ffmpeg = makeRun();
    const published: number[] = [];
    const publish = async (count: number): Promise<void> => void published.push(count);
    const following = followSegments(ffmpeg.run, { signal: never, finished: ffmpeg.finished, publish });
    await pause(100);
    expect(published).toEqual([]);
    ffmpeg.bring(2);
    await pause(150);
    ffmpeg.succeed();
    await following;
    expect(published).toEqual([2]);
  });

  it('publishes one after the other, however long it takes', async () => {
    const ffmpeg = makeRun();
    let busy = 0;
    let most = 0;
    const publish = async (): Promise<void> => {
      most = Math.max(most, ++busy);
      await pause(60);
      busy--;
    };
    const following = followSegments(ffmpeg.run, { signal: never, finished: ffmpeg.finished, publish });
    for (let count = 1; count <= 6; count++) {
      ffmpeg.bring(count);
      await pause(25);
    }
    ffmpeg.succeed();
    await following;
    expect([most, busy]).toEqual([1, 0]);
  });

  it('publishes also what was whole when the run ended, in the middle of publishing', async () => {
    const ffmpeg = makeRun();
    const published: number[] = [];
    const publish = async (count: number): Promise<void> => {
      published.push(count);
      if (published.length > 1) return;
      ffmpeg.bring(4);
      ffmpeg.succeed();
      await pause(50);
    };
    const following = followSegments(ffmpeg.run, { signal: never, finished: ffmpeg.finished, publish });
    ffmpeg.bring(2);
    await following;
    expect(published).toEqual([2, 4]);
  });

  it('ends the run when something cannot be published, and waits for its end', async () => {
    const ffmpeg = makeRun();
    const trouble = new Error('the storage is away');
    ffmpeg.bring(1);
    let runEnded = false;
    const run = async (signal: AbortSignal): Promise<string> => {
      try {
        return await ffmpeg.run(signal);
      } finally {
        await pause(50);
        runEnded = true;
      }
    };
    const publish = (): Promise<void> => Promise.reject(trouble);
    await expect(followSegments(run, { signal: never, finished: ffmpeg.finished, publish })).rejects.toBe(
      trouble,
    );
    expect(ffmpeg.signal?.aborted).toBe(true);
    expect(runEnded).toBe(true);
  });

  it('fails when what the run brought last cannot be published, though the run was well', async () => {
    const ffmpeg = makeRun();
    const trouble = new Error('the storage is away');
    ffmpeg.bring(1);
    ffmpeg.succeed();
    const publish = (): Promise<void> => Promise.reject(trouble);
    const following = followSegments(ffmpeg.run, { signal: never, finished: ffmpeg.finished, publish });
    await expect(following).rejects.toBe(trouble);
  });

  it('fails as the run fails; what was whole before stays published', async () => {
    const ffmpeg = makeRun();
    const published: number[] = [];
    const publish = async (count: number): Promise<void> => void published.push(count);
    const following = followSegments(ffmpeg.run, { signal: never, finished: ffmpeg.finished, publish });
    ffmpeg.bring(2);
    await until(() => published.length === 1);
    const trouble = new Error('ffmpeg ended with code 1');
    ffmpeg.fail(trouble);
    await expect(following).rejects.toBe(trouble);
    expect(published).toEqual([2]);
  });

  it('passes on that everything is to end, with the reason', async () => {
    const ffmpeg = makeRun();
    const controller = new AbortController();
    const options = {
      signal: controller.signal,
      finished: ffmpeg.finished,
      publish: () => Promise.resolve(),
    };
    const following = followSegments(ffmpeg.run, options);
    const reason = new Error('the worker is stopping');
    controller.abort(reason);
    await expect(following).rejects.toBe(reason);
  });
});
