import { randomUUID } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import type { Usage } from '@sluice/vod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAccount, type TestAccount } from '../platform/accounts.js';
import { noise } from '../platform/bad-files.js';
import { ask, expectProblem, multipart, multipartType, type Answer } from '../platform/http.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

const kB = 1000;

let platform: TestPlatform;
let person: TestAccount;
const setQuota = (column: 'quota_bytes' | 'quota_videos', value: number | null) =>
  platform.database.query(`UPDATE users SET ${column} = $1 WHERE id = $2`, [value, person.id]);
const usage = async (): Promise<Usage> =>
  JSON.parse((await ask(platform.url, 'GET', '/api/auth/usage', { token: person.token })).text) as Usage;
const reservations = async (): Promise<number> =>
  (await platform.database.query('SELECT 1 FROM upload_reservations')).length;
const form = (bytes: number): Buffer =>
  multipart([{ name: 'file', fileName: 'film.mp4', content: noise(bytes) }]);
const upload = (body: Buffer | Readable): Promise<Answer> =>
  ask(platform.url, 'POST', '/api/videos', {
    token: person.token,
    headers: { 'content-type': multipartType },
    body,
  });
/** Announces all of it and sends the first bytes; the rest comes when it is let go. */
function slowly(bytes: number): { answer: Promise<Answer>; finish: () => void; abort: () => void } {
  const all = form(bytes);
  const body = new PassThrough();
  body.write(all.subarray(0, 300));
  const leaving = new AbortController();
  const answer = ask(platform.url, 'POST', '/api/videos', {
    token: person.token,
    headers: { 'content-type': multipartType, 'content-length': all.length },
    body,
    signal: leaving.signal,
  });
  answer.catch(() => undefined);
  return { answer, finish: () => body.end(all.subarray(300)), abort: () => leaving.abort() };
}

describe('quotas', () => {
  beforeAll(async () => {
    platform = await startTestPlatform({ workers: 0, settings: { USER_UPLOADS_AT_ONCE: '30' } });
  });
  afterAll(() => platform?.close());
  beforeEach(async () => {
    person = await makeAccount(platform, randomUUID());
    await platform.database.query('DELETE FROM upload_reservations');
  });

  it('hold for uploads that come at the same time', async () => {
    await setQuota('quota_bytes', 55 * kB);
    const answers = await Promise.all(Array.from({ length: 20 }, () => upload(form(10 * kB))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 'quota_exceeded');
    expect(await usage()).toMatchObject({ usedBytes: 50 * kB, quotaBytes: 55 * kB, usedVideos: 5 });
    expect(await reservations()).toBe(0);
  });

  it('count videos, and have room again when one is deleted', async () => {
    await setQuota('quota_videos', 3);
    const answers = await Promise.all(Array.from({ length: 8 }, () => upload(form(kB))));
    const stored = answers.filter(({ status }) => status === 201);
    expect(stored).toHaveLength(3);
    expectProblem(await upload(form(kB)), 'quota_exceeded');
    const { id } = JSON.parse(stored[0]!.text) as { id: string };
    await ask(platform.url, 'DELETE', `/api/videos/${id}`, { token: person.token });
    expect((await upload(form(kB))).status).toBe(201);
  });

  it('end an upload that did not say how long it is where the quota ends, and nothing of it stays', async () => {
    await setQuota('quota_bytes', 200 * kB);
    const answer = await upload(Readable.from([form(2000 * kB)]));
    expectProblem(answer, 'quota_exceeded');
    expect((await upload(Readable.from([form(190 * kB)]))).status).toBe(201);
    await eventually('nothing is left', () => platform.files('incoming').length === 0);
    expect(await reservations()).toBe(0);
  });

  it('refuse before the file is read', async () => {
    await setQuota('quota_bytes', kB);
    const { answer } = slowly(50_000 * kB);
    expectProblem(await answer, 'quota_exceeded');
  });

  it('keep the room of an upload on its way, and give it back when that is broken off', async () => {
    await setQuota('quota_bytes', 100 * kB);
    const first = slowly(80 * kB);
    await eventually('the first has its room', async () => (await reservations()) === 1);
    expectProblem(await upload(form(30 * kB)), 'quota_exceeded');
    first.abort();
    await eventually('its room is free', async () => (await reservations()) === 0);
    expect((await upload(form(30 * kB))).status).toBe(201);
  });

  it('forget what a backend that died had promised', async () => {
    await setQuota('quota_bytes', 100 * kB);
    await platform.database.query(
      `INSERT INTO upload_reservations (id, owner_id, bytes, renewed_at)
       VALUES ($1, $2, 90000, now() - interval '61 seconds')`,
      [randomUUID(), person.id],
    );
    expect((await upload(form(30 * kB))).status).toBe(201);
  });

  it('hold for an upload whose room was void while it came: it is stored if it still fits, and else nothing of it stays', async () => {
    await setQuota('quota_bytes', 100 * kB);
    const [fits, fitsNoMore] = [slowly(20 * kB), slowly(60 * kB)];
    await eventually('both have their room', async () => (await reservations()) === 2);
    await platform.database.query('DELETE FROM upload_reservations');
    expect((await upload(form(70 * kB))).status).toBe(201);
    fits.finish();
    expect((await fits.answer).status).toBe(201);
    const before = platform.files('sources');
    fitsNoMore.finish();
    expectProblem(await fitsNoMore.answer, 'quota_exceeded');
    expect(await usage()).toMatchObject({ usedBytes: 90 * kB });
    expect([platform.files('incoming'), platform.files('sources')]).toEqual([[], before]);
  });

  it('let one person send so many at once', async () => {
    const first = Array.from({ length: 30 }, () => slowly(kB));
    await eventually('all have their room', async () => (await reservations()) === 30);
    const one = await upload(form(kB));
    expectProblem(one, 'too_many_uploads');
    expect(Number(one.headers['retry-after'])).toBeGreaterThan(0);
    for (const { finish } of first) finish();
    for (const { answer } of first) expect((await answer).status).toBe(201);
    expect((await upload(form(kB))).status).toBe(201);
  });
});

describe('the disk guard', () => {
  beforeAll(async () => {
    platform = await startTestPlatform({
      workers: 0,
      settings: { DISK_MIN_FREE_BYTES: String(10 ** 15) },
    });
    person = await makeAccount(platform, 'person');
  });
  afterAll(() => platform?.close());

  it('refuses uploads before the disk is full, and says so in its health', async () => {
    const { answer } = slowly(10_000 * kB);
    expectProblem(await answer, 'disk_full');
    expect(platform.files('incoming')).toEqual([]);
    const health = await ask(platform.url, 'GET', '/api/health/ready');
    const { checks } = JSON.parse(health.text) as { checks: Record<string, { ok: boolean; detail: string }> };
    expect(checks['storage']).toMatchObject({ ok: false });
  });
});

describe('the limit on requests', () => {
  beforeAll(async () => {
    platform = await startTestPlatform({ workers: 0, settings: { API_RATE_LIMIT: '50' } });
    person = await makeAccount(platform, 'person');
  });
  afterAll(() => platform?.close());

  const me = (question: { token?: string; from: string }) =>
    ask(platform.url, 'GET', '/api/auth/me', {
      token: question.token,
      headers: { 'x-forwarded-for': question.from },
    });
  const flood = async (count: number, question: { token?: string; from: string }): Promise<Answer[]> =>
    Promise.all(Array.from({ length: count }, () => me(question)));
  const statuses = (answers: Answer[]): number[] => [...new Set(answers.map(({ status }) => status))];

  it('counts people by their account, wherever they come from, and nobody by another', async () => {
    expect(statuses(await flood(50, { token: person.token, from: '198.51.100.1' }))).toEqual([200]);
    const refused = await me({ token: person.token, from: '198.51.100.2' });
    expectProblem(refused, 'too_many_requests');
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    const other = await makeAccount(platform, 'other');
    expect((await me({ token: other.token, from: '198.51.100.1' })).status).toBe(200);
  });

  it('counts everybody else by their address', async () => {
    expect(statuses(await flood(50, { from: '198.51.100.3' }))).toEqual([200]);
    expectProblem(await me({ from: '198.51.100.3' }), 'too_many_requests');
    expect((await me({ from: '198.51.100.4' })).status).toBe(200);
  });

  it('stops asking the database for those who guess tokens', async () => {
    const from = '198.51.100.5';
    const guess = () => me({ token: `slc_${randomUUID()}`, from });
    expect(statuses(await Promise.all(Array.from({ length: 120 }, guess)))).toEqual([401]);
    expectProblem(await guess(), 'too_many_requests');
    // whoever has no token is not held up by those who guess some
    expect((await me({ from })).status).toBe(200);
  });

  it('leaves players alone', async () => {
    const answers = [];
    for (let count = 0; count < 80; count++)
      answers.push(await ask(platform.url, 'GET', `/media/videos/${randomUUID()}/master.m3u8`));
    expect(statuses(answers)).toEqual([404]);
  });
});
