import request from 'supertest';
import { aliveSchema, readinessSchema } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

describe('health', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startTestPlatform();
  });
  afterAll(() => platform?.close());

  const ready = () => request(platform.url).get('/api/health/ready');

  it('says that it lives, and its version', async () => {
    const { body } = await request(platform.url)
      .get('/api/health')
      .expect(200)
      .expect('content-type', /json/);
    expect(aliveSchema.parse(body).version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('is ready when every part is there', async () => {
    await eventually('ready', async () => (await ready()).status === 200);
    const { body } = await ready().expect('cache-control', 'no-store');
    expect(Object.values(readinessSchema.parse(body).checks).every(({ ok }) => ok)).toBe(true);
  });

  it('names the part that is away, and recovers with it', async () => {
    process.kill(platform.redis!.pid(), 'SIGSTOP');
    const { body } = await ready().expect(503);
    process.kill(platform.redis!.pid(), 'SIGCONT');
    const { status, checks } = readinessSchema.parse(body);
    expect(status).toBe('not_ready');
    expect(
      Object.entries(checks)
        .filter(([, { ok }]) => !ok)
        .map(([name]) => name),
    ).toEqual(['redis']);
    await eventually('ready again', async () => (await ready()).status === 200);
  });

  it('misses a worker that has stopped', async () => {
    await platform.workers[0]!.stop('SIGTERM', 10_000);
    const { body } = await ready().expect(503);
    expect(readinessSchema.parse(body).checks.worker).toEqual({
      ok: false,
      detail: 'no worker was seen for 30 s: start video-worker',
    });
  });
});
