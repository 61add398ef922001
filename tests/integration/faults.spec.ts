import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQueues } from '@sluice/queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryVideos } from '../../scripts/retry_video_processing/retry-videos.js';
import { longSource, shortSource } from '../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

describe('what dies comes back to the right state by itself', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-faults-'));
    platform = await startTestPlatform();
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const stageOf = async (id: string) => (await platform.api.load(id)).stage;
  const attemptFolders = (id: string) => platform.files(join('media', 'videos', id));

  it('a worker killed in mid-encode: the video is ready within 90 s, in one version', async () => {
    const { id } = await platform.send(longSource(scratch));
    await eventually('encoding', async () => (await platform.api.load(id)).progress > 0.1);
    const ffmpegs = ffmpegChildren();
    process.kill(platform.workers[0]!.pid(), 'SIGKILL');
    const killedAt = Date.now();
    await eventually('ffmpeg dies with its worker', () => ffmpegs.every((pid) => !isAlive(pid)), 5000);
    const video = await platform.api.follow(id, undefined, 90_000);
    expect(video).toMatchObject({ status: 'ready', attempt: 1, error: null });
    expect(Date.now() - killedAt).toBeLessThan(90_000);
    expect(attemptFolders(id)).toEqual(['a1']);
    await eventually('the work folder is empty', () => platform.files('work').length === 0);
  });

  it('a worker that is asked to stop hands its jobs back, and the next one goes on with them', async () => {
    const { id } = await platform.send(longSource(scratch));
    await eventually('encoding', async () => (await platform.api.load(id)).progress > 0.1);
    process.kill(platform.workers[0]!.pid(), 'SIGTERM');
    await eventually(
      'handed back',
      () => platform.log.some((line) => line.includes(id) && line.includes('handed back')),
      15_000,
    );
    const [row] = await platform.database.query('SELECT tries, lease_until FROM videos WHERE id = $1', [id]);
    expect(row.tries).toBeLessThanOrEqual(1);
    expect(await platform.api.follow(id, undefined, 90_000)).toMatchObject({ status: 'ready', attempt: 1 });
  });

  it('a deleted video takes its running job with it', async () => {
    const { id } = await platform.send(longSource(scratch));
    await eventually('encoding', async () => (await stageOf(id)) === 'encoding');
    await platform.api.delete(id);
    await eventually(
      'nothing of it is left',
      () => platform.files('work').length === 0 && !platform.files('sources').includes(id),
    );
    // what a worker stored in the moment of the deletion goes with the second sweep
    await platform.database.query('UPDATE storage_sweeps SET due_at = now()');
    await eventually('its media are gone', () => !platform.files(join('media', 'videos')).includes(id));
  });

  it('a video that kills its worker three times is failed, and the queue moves on', async () => {
    const { id } = await platform.send(longSource(scratch));
    await eventually('claimed', async () => (await stageOf(id)) !== null);
    await platform.database.query(
      `UPDATE videos SET attempt = attempt + 1, tries = 3, lease_until = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    const video = await platform.api.follow(id, undefined, 30_000);
    expect(video).toMatchObject({ status: 'failed', error: { code: 'processing_crashed', retryable: true } });
    const next = await platform.send(shortSource(scratch));
    expect(await platform.api.follow(next.id, undefined, 60_000)).toMatchObject({ status: 'ready' });
  });

  it('Redis emptied with 20 videos queued: all become ready', async () => {
    const source = shortSource(scratch);
    const sent = await Promise.all(Array.from({ length: 20 }, () => platform.send(source)));
    const queues = openQueues(platform.environment['REDIS_URL']!);
    await queues.video.client.flushall();
    await queues.close();
    const done = await Promise.all(sent.map(({ id }) => platform.api.follow(id, undefined, 110_000)));
    expect(done.map(({ status }) => status)).toEqual(done.map(() => 'ready'));
  });

  it('Redis down while uploading: the answer comes at once, the video is processed when it is back', async () => {
    process.kill(platform.redis!.pid(), 'SIGSTOP');
    const startedAt = Date.now();
    const { id } = await platform.send(shortSource(scratch));
    const answeredMs = Date.now() - startedAt;
    process.kill(platform.redis!.pid(), 'SIGCONT');
    expect(answeredMs).toBeLessThan(2000);
    expect(await platform.api.follow(id, undefined, 60_000)).toMatchObject({ status: 'ready' });
  });

  it('PostgreSQL killed and started again: nothing else exits, all is well within 10 s, work goes on', async () => {
    const pids = [platform.backend.pid(), platform.workers[0]!.pid()];
    const { id } = await platform.send(longSource(scratch));
    await eventually('encoding', async () => (await stageOf(id)) === 'encoding');
    process.kill(platform.postgres!.pid(), 'SIGKILL');
    const startedAt = Date.now();
    const answer = await fetch(`${platform.url}/api/videos`);
    expect([200, 503]).toContain(answer.status);
    expect(Date.now() - startedAt).toBeLessThan(5000);
    const ready = async () => (await fetch(`${platform.url}/api/health/ready`)).status === 200;
    await eventually('ready again', ready, 10_000);
    expect(await platform.api.follow(id, undefined, 90_000)).toMatchObject({ status: 'ready' });
    expect([platform.backend.pid(), platform.workers[0]!.pid()]).toEqual(pids);
  });

  it('two retries and the retry script at once: one of them counts, one version comes out', async () => {
    const { id } = await platform.send(shortSource(scratch));
    await platform.api.follow(id);
    await platform.database.query(
      `UPDATE videos SET status = 'failed', error_code = 'encode_failed', published_attempt = NULL, playable_at = NULL WHERE id = $1`,
      [id],
    );
    // as when its own output was the trouble: nothing of it is used again
    await platform.database.query('DELETE FROM encodings WHERE video_id = $1', [id]);
    const retry = () =>
      fetch(`${platform.url}/api/videos/${id}/retry`, {
        method: 'POST',
        headers: { authorization: `Bearer ${platform.token}` },
      });
    const queues = openQueues(platform.environment['REDIS_URL']!);
    const script = retryVideos({
      database: platform.database,
      queues,
      ids: [id],
      dryRun: false,
      print: () => undefined,
    });
    const [first, second, counts] = await Promise.all([retry(), retry(), script]);
    await queues.close();
    const accepted = [first, second].filter(({ status }) => status === 202).length + counts.retried;
    expect(accepted).toBe(1);
    expect(await platform.api.follow(id, undefined, 60_000)).toMatchObject({ status: 'ready', attempt: 2 });
    await platform.database.query('UPDATE storage_sweeps SET due_at = now()');
    await eventually('the old version is swept', () => attemptFolders(id).length === 1);
    expect(attemptFolders(id)).toEqual(['a2']);
  });

  /** Of the worker's children and theirs: the sandbox stands between. */
  function ffmpegChildren(): number[] {
    const output = execFileSync('ps', ['-eo', 'pid,ppid,comm'], { encoding: 'utf8' });
    const processes = output.split('\n').map((line) => line.trim().split(/\s+/));
    const childrenOf = (parents: readonly number[]): string[][] =>
      processes.filter(([, parent]) => parents.includes(Number(parent)));
    const children = childrenOf([platform.workers[0]!.pid()]);
    const all = [...children, ...childrenOf(children.map(([pid]) => Number(pid)))];
    const ffmpegs = all.filter(([, , name]) => name === 'ffmpeg').map(([pid]) => Number(pid));
    expect(ffmpegs).not.toEqual([]);
    return ffmpegs;
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
