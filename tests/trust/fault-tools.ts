import { join } from 'node:path';
import { expect } from 'vitest';
import { checkHls } from '../../scripts/check-hls/check-hls.js';
import type { KeptDaemon } from '../../scripts/services/keep-running.js';
import { eventually, type TestPlatform } from '../platform/test-platform.js';

/** Numbers between 0 and 1 in a random order, one in each of `count` equal parts, the same ones each time. */
export function strewn(count: number, seed = 6): number[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, at) => ({ moment: (at + random()) / count, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ moment }) => moment);
}

/** mulberry32: small, and good enough to choose moments by. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whether the backend does. */
export const answers = ({ url }: TestPlatform): Promise<boolean> =>
  fetch(`${url}/api/health`).then(
    ({ ok }) => ok,
    () => false,
  );

/** SIGKILL, and whoever keeps it running starts it again. */
export async function killAndAwaitNext(daemon: KeptDaemon): Promise<void> {
  const pid = daemon.pid();
  process.kill(pid, 'SIGKILL');
  await eventually('started again', () => daemon.pid() !== pid, 40_000);
}

/** The same for the only worker; ends when the new one takes jobs. */
export async function killWorker(platform: TestPlatform): Promise<void> {
  const before = platform.log.length;
  await killAndAwaitNext(platform.workers[0]!);
  const takesJobs = (line: string): boolean =>
    line.includes('"msg":"ready"') && line.includes('"queue":"video"');
  await eventually('the worker is back', () => platform.log.slice(before).some(takesJobs), 40_000);
}

/** Storage that nothing points to goes when it is due: now. */
export const sweepNow = async ({ database }: TestPlatform): Promise<void> =>
  void (await database.query('UPDATE storage_sweeps SET due_at = now()'));

/** That a video is ready and whole, and that storage holds one version of it, the published one. */
export async function expectOneVersion(platform: TestPlatform, id: string): Promise<void> {
  const video = await platform.api.load(id);
  expect(video).toMatchObject({ status: 'ready', error: null });
  const published: { attempt: number }[] = await platform.database.query(
    'SELECT DISTINCT attempt FROM renditions WHERE video_id = $1',
    [id],
  );
  expect(published).toEqual([{ attempt: video.attempt }]);
  await sweepNow(platform);
  const versions = (): string[] => platform.files(join('media', 'videos', id));
  await eventually(`${id} has one version`, () => versions().join() === `a${video.attempt}`);
  const report = await checkHls(platform.url + video.hlsUrl!);
  expect(report.rules.filter(({ status }) => status === 'fail')).toEqual([]);
}

/** Follows all of them to their end; answers how many became ready. */
export async function countReady(
  platform: TestPlatform,
  ids: readonly string[],
  timeoutMs: number,
): Promise<number> {
  const deadline = Date.now() + timeoutMs;
  const count = async (status: string): Promise<number> => {
    const [row] = (await platform.database.query(
      'SELECT count(*)::int AS count FROM videos WHERE id = ANY($1) AND status = $2',
      [ids, status],
    )) as { count: number }[];
    return row!.count;
  };
  await eventually(
    `all of ${ids.length} are done`,
    async () => (await count('processing')) === 0,
    deadline - Date.now(),
  );
  return count('ready');
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
