import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { queueOptions } from '@sluice/queue';
import Bull, { type Queue } from 'bull';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobAnswers } from '../../backend/src/cameras/job-answers.js';
import { startRedis, type RedisServer } from '../../scripts/services/redis.js';
import { eventually } from '../platform/test-platform.js';

describe('answers of jobs', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-answers-'));
  const undo: (() => Promise<void> | void)[] = [];
  let redis: RedisServer;
  let answers: JobAnswers;
  /** A queue that no recorder takes anything from. */
  let unheard: Queue;
  let unheardAnswers: JobAnswers;

  const open = (name: string, role: 'sender' | 'worker'): Queue => {
    const queue = new Bull(name, queueOptions(redis.url, role));
    queue.on('error', () => undefined);
    undo.push(() => queue.close());
    return queue;
  };
  const openAnswers = (queue: Queue): JobAnswers => {
    const opened = new JobAnswers(queue, redis.url);
    undo.push(() => opened.close());
    return opened;
  };

  beforeAll(async () => {
    const folders = { dataDir: scratch, logDir: scratch, cacheDir: 'node_modules/.cache/sluice' };
    redis = await startRedis({ ...folders, say: () => undefined, undo });
    answers = openAnswers(open('picture', 'sender'));
    unheard = open('unheard', 'sender');
    unheardAnswers = openAnswers(unheard);
    const recorder = open('picture', 'worker');
    void recorder.process('echo', ({ data }) => Promise.resolve(data));
    void recorder.process('fail', () => Promise.reject(new Error('no picture')));
    await eventually('it answers', isAnswered);
  });
  afterAll(async () => {
    for (const stop of undo.toReversed()) await stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const isAnswered = async (): Promise<boolean> =>
    (await answers.ask('echo', {}, 3000).catch(() => null)) !== null;
  const isGone = async (): Promise<boolean> => (await unheard.getWaitingCount().catch(() => -1)) === 0;

  /** It may be between two lives. */
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(redis.daemon.pid(), name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };

  it('come at once, each to whoever asked', async () => {
    const startedAt = performance.now();
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    const told = await Promise.all(numbers.map((number) => answers.ask('echo', { number }, 5000)));
    expect(told).toEqual(numbers.map((number) => ({ number })));
    expect(performance.now() - startedAt).toBeLessThan(900);
    await expect(answers.ask('fail', {}, 5000)).rejects.toThrow('no picture');
  });

  it('are given up in time, and Redis that goes away after that does no harm', async () => {
    await expect(unheardAnswers.ask('test', {}, 300)).rejects.toMatchObject({ code: 'recorder_down' });
    await eventually('the job is gone', isGone);
    const killer = setInterval(() => signal('SIGKILL'), 20);
    await eventually('it is noticed', () => unheard.client.status !== 'ready');
    await expect(unheardAnswers.ask('test', {}, 3000)).rejects.toMatchObject({ code: 'recorder_down' });
    // an error that nobody catches ends a backend, and fails this test
    await sleep(6000);
    clearInterval(killer);
    await eventually('it answers again', isAnswered);
  });

  it('are given up in time when Redis says nothing', async () => {
    signal('SIGSTOP');
    try {
      const startedAt = performance.now();
      await expect(unheardAnswers.ask('test', {}, 500)).rejects.toMatchObject({ code: 'recorder_down' });
      expect(performance.now() - startedAt).toBeLessThan(900);
    } finally {
      signal('SIGCONT');
    }
    await eventually('the late job is gone too', isGone);
  });
});
