import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { videoSchema, type ErrorCode, type VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, type TestAccount } from '../platform/accounts.js';
import { noise } from '../platform/bad-files.js';
import { ask, expectProblem, type Answer, type Question } from '../platform/http.js';
import { shortSource } from '../platform/make-source.js';
import { insertVideos, type VideoFields } from '../platform/rows.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

let platform: TestPlatform;
let scratch: string;
let owner: TestAccount;
let other: TestAccount;
let admin: TestAccount;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'sluice-videos-api-'));
  platform = await startTestPlatform();
  owner = await makeAccount(platform, 'owner');
  other = await makeAccount(platform, 'other');
  admin = await makeAccount(platform, 'boss', { role: 'admin' });
});
afterAll(async () => {
  await platform?.close();
  rmSync(scratch, { recursive: true, force: true });
});

const call = (method: string, path: string, question: Question = {}) =>
  ask(platform.url, method, path, question);
const read = (answer: Answer): VideoView => videoSchema.parse(JSON.parse(answer.text));
const make = async (video: VideoFields = {}): Promise<string> =>
  (await insertVideos(platform, owner.id, [video]))[0]!;
const failed = (errorCode: ErrorCode) =>
  ({ status: 'failed', errorCode, publishedAttempt: null, playableAt: null, readyAt: null }) as const;
const inFuture = () => new Date(Date.now() + 3600_000);

describe('changing a video', () => {
  const patch = (id: string, json: unknown, token: string | null = owner.token) =>
    call('PATCH', `/api/videos/${id}`, { json, token });

  it.each([
    [{ title: 'Another title' }],
    [{ description: 'Two\nlines' }],
    [{ description: '' }],
    [{ visibility: 'private' }],
    [{ title: '日本語 🎬', description: 'x', visibility: 'unlisted' }],
  ])('%j', async (change) => {
    const id = await make();
    const answer = await patch(id, change);
    expect(answer.status, answer.text).toBe(200);
    expect(read(answer)).toMatchObject({ ...change, id });
    expect(read(await call('GET', `/api/videos/${id}`, { token: owner.token }))).toEqual(read(answer));
  });

  it('blanks around a title go', async () => {
    expect(read(await patch(await make(), { title: '  Two words  ' })).title).toBe('Two words');
  });

  const refused: [string, unknown][] = [
    ['nothing', {}],
    ['no object', []],
    ['an unknown field', { status: 'ready' }],
    ['an unknown field beside a known one', { title: 'x', ownerId: randomUUID() }],
    ['an empty title', { title: '' }],
    ['a title of blanks', { title: '   ' }],
    ['a title of another type', { title: 1 }],
    ['a title that is too long', { title: 'x'.repeat(201) }],
    ['a title with a line break', { title: 'one\ntwo' }],
    ['a title with a NUL', { title: 'one\0two' }],
    ['a description with a NUL', { description: 'one\0two' }],
    ['a description that is too long', { description: 'x'.repeat(5001) }],
    ['an unknown visibility', { visibility: 'secret' }],
  ];
  it.each(refused)('%s is refused and changes nothing', async (_, change) => {
    const id = await make();
    expectProblem(await patch(id, change), 'validation_failed');
    expect(read(await call('GET', `/api/videos/${id}`))).toMatchObject({
      title: 'A film',
      visibility: 'public',
    });
  });

  it('an administrator may, another member may not, nobody may not', async () => {
    const id = await make();
    expect((await patch(id, { title: 'By the administrator' }, admin.token)).status).toBe(200);
    expectProblem(await patch(id, { title: 'x' }, other.token), 'forbidden');
    expectProblem(await patch(id, { title: 'x' }, null), 'unauthenticated');
    const hidden = await make({ visibility: 'private' });
    expectProblem(await patch(hidden, { title: 'x' }, other.token), 'video_not_found');
  });
});

describe('deleting a video', () => {
  const remove = (id: string, token: string | null = owner.token) =>
    call('DELETE', `/api/videos/${id}`, { token });

  it('takes its files with it, and once is enough', async () => {
    const sent = await platform.send(shortSource(scratch));
    await platform.database.query('UPDATE videos SET owner_id = $1 WHERE id = $2', [owner.id, sent.id]);
    const { hlsUrl } = await platform.api.follow(sent.id);
    expect(platform.files('sources')).toContain(sent.id);

    expectProblem(await remove(sent.id, other.token), 'forbidden');
    expectProblem(await remove(sent.id, null), 'unauthenticated');
    expect(await remove(sent.id)).toMatchObject({ status: 204, text: '' });
    expectProblem(await remove(sent.id), 'video_not_found');
    expectProblem(await call('GET', `/api/videos/${sent.id}`), 'video_not_found');
    expectProblem(await call('GET', hlsUrl!), 'video_not_found');
    expectProblem(await call('GET', `/media/videos/${sent.id}/a1/poster.jpg`), 'video_not_found');
    await expect.poll(() => platform.files('sources'), { timeout: 10_000 }).not.toContain(sent.id);
    await expect.poll(() => platform.files('media/videos'), { timeout: 10_000 }).not.toContain(sent.id);
  });

  it.each([
    ['one in processing', { status: 'processing', stage: 'encoding', leaseUntil: inFuture() }],
    ['one that failed', failed('not_a_video')],
    ['one whose upload never ended', { status: 'uploading', playableAt: null, publishedAttempt: null }],
  ] as [string, VideoFields][])('%s', async (_, video) => {
    expect((await remove(await make(video))).status).toBe(204);
  });

  it('ten at once: one of them has done it', async () => {
    const id = await make();
    const answers = await Promise.all(Array.from({ length: 10 }, () => remove(id, admin.token)));
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['204', ...Array(9).fill('404')]);
  });
});

describe('processing a video again', () => {
  const retry = (id: string, token: string | null = owner.token) =>
    call('POST', `/api/videos/${id}/retry`, { token });

  const refused: [string, VideoFields, ErrorCode][] = [
    ['one that is ready', {}, 'nothing_to_retry'],
    [
      'one in processing',
      { status: 'processing', stage: 'encoding', leaseUntil: inFuture() },
      'nothing_to_retry',
    ],
    ['one that is no video', failed('not_a_video'), 'retry_cannot_help'],
    ['one that is damaged', failed('source_unreadable'), 'retry_cannot_help'],
  ];
  it.each(refused)('%s: %3$s', async (_, video, code) => {
    const id = await make(video);
    expectProblem(await retry(id), code);
    expect(read(await call('GET', `/api/videos/${id}`, { token: owner.token })).status).toBe(
      video.status ?? 'ready',
    );
  });

  it('nobody but the owner and administrators', async () => {
    const id = await make(failed('encode_failed'));
    expectProblem(await retry(id, other.token), 'forbidden');
    expectProblem(await retry(id, null), 'unauthenticated');
    expectProblem(await retry(randomUUID()), 'video_not_found');
    expect((await retry(id, admin.token)).status).toBe(202);
  });

  it('one whose encoding failed goes back to processing without its error, and gets a next attempt', async () => {
    const { id } = await platform.api.upload(new Blob([new Uint8Array(noise(500))]), 'noise.mp4');
    await platform.api.follow(id);
    await platform.database.query(`UPDATE videos SET error_code = 'encode_failed' WHERE id = $1`, [id]);
    const answer = await call('POST', `/api/videos/${id}/retry`, { token: platform.token });
    expect(answer.status).toBe(202);
    expect(read(answer)).toMatchObject({ status: 'processing', error: null, progress: 0 });
    expect(await platform.api.follow(id)).toMatchObject({
      status: 'failed',
      attempt: 2,
      error: { code: 'not_a_video' },
    });
  });
});

describe('what HTTP asks for', () => {
  const id = randomUUID();
  const owned = (question: Question = {}): Question => ({ token: owner.token, ...question });
  const json = (body: string | Buffer): Question =>
    owned({ body, headers: { 'content-type': 'application/json' } });

  it.each([
    ['PUT', '/api/videos', 'GET, HEAD, POST'],
    ['PUT', `/api/videos/${id}`, 'DELETE, GET, HEAD, PATCH'],
    ['GET', `/api/videos/${id}/retry`, 'POST'],
    ['GET', '/api/auth/login', 'POST'],
    ['POST', '/api/health', 'GET, HEAD'],
    ['DELETE', `/media/videos/${id}/master.m3u8`, 'GET, HEAD'],
    ['POST', '/media/anything', 'GET, HEAD'],
  ])('%s %s: 405, and what it takes', async (method, path, allow) => {
    const answer = await call(method, path, owned());
    expectProblem(answer, 'method_not_allowed');
    expect(answer.headers.allow).toBe(allow);
  });

  it.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/videos/x/y/z',
    '/media',
    '/media/',
    '/api/docs/../../etc/passwd',
  ])('there is nothing at %s', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE'])
      expectProblem(await call(method, path), 'route_not_found');
  });

  const bad: [string, ErrorCode, string, string, () => Question][] = [
    ['broken JSON', 'bad_json', 'PATCH', `/api/videos/${id}`, () => json('{"title":')],
    ['JSON that is a word', 'bad_json', 'PATCH', `/api/videos/${id}`, () => json('title')],
    ['JSON that is null', 'bad_json', 'PATCH', `/api/videos/${id}`, () => json('null')],
    ['JSON of 1 MB', 'body_too_large', 'PATCH', `/api/videos/${id}`, () => json(JSON.stringify({ title: 'x'.repeat(1e6) }))],
    ['JSON nested 40,000 deep', 'validation_failed', 'PATCH', `/api/videos/${id}`, () => json('['.repeat(40_000) + ']'.repeat(40_000))],
    ['__proto__', 'validation_failed', 'PATCH', `/api/videos/${id}`, () => json('{"__proto__":{"title":"x"}}')],
    ['no body', 'validation_failed', 'PATCH', `/api/videos/${id}`, () => owned()],
    ['a form', 'validation_failed', 'PATCH', `/api/videos/${id}`, () => owned({ body: 'title=x', headers: { 'content-type': 'text/plain' } })],
    ['an id that is none', 'validation_failed', 'GET', '/api/videos/1', () => owned()],
    ['an id with SQL in it', 'validation_failed', 'GET', `/api/videos/${id}'%20OR%201=1`, () => owned()],
    ['an id that is too short', 'validation_failed', 'DELETE', `/api/videos/${id.slice(1)}`, () => owned()],
    ['an unknown id', 'video_not_found', 'GET', `/api/videos/${id}`, () => owned()],
    ['a broken escape', 'validation_failed', 'GET', '/api/videos/%zz', () => owned()],
    ['a broken escape where nothing is', 'validation_failed', 'GET', '/media/%', () => owned()],
    ['an unknown character set', 'validation_failed', 'PATCH', `/api/videos/${id}`, () => owned({ body: '{}', headers: { 'content-type': 'application/json; charset=x-nothing' } })],
    ['an unknown encoding', 'validation_failed', 'PATCH', `/api/videos/${id}`, () => owned({ body: '{}', headers: { 'content-type': 'application/json', 'content-encoding': 'x-nothing' } })],
    ['gzip that is none', 'validation_failed', 'PATCH', `/api/videos/${id}`, () => owned({ body: '{}', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } })],
  ]; // prettier-ignore
  it.each(bad)('%s: %s', async (_, code, method, path, question) => {
    expectProblem(await call(method, path, question()), code);
  });

  it.each(['/api/videos', '/api/health', '/api/openapi.json'])(
    'HEAD %s has the headers alone',
    async (path) => {
      const answer = await call('HEAD', path);
      expect(answer).toMatchObject({ status: 200, text: '' });
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
    },
  );

  it('nothing of this was an error of ours', () => {
    expect(platform.log.filter((line) => line.includes('internal_error'))).toEqual([]);
  });
});
