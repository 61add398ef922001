import { randomUUID } from 'node:crypto';
import { videoPageSchema, type ErrorCode, type VideoPage } from '@sluice/vod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAccount, type TestAccount } from '../platform/accounts.js';
import { ask, expectProblem } from '../platform/http.js';
import { insertVideos } from '../platform/rows.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

describe('the list of videos', () => {
  let platform: TestPlatform;
  let owner: TestAccount;
  let other: TestAccount;
  let admin: TestAccount;

  beforeAll(async () => {
    platform = await startTestPlatform();
    owner = await makeAccount(platform, 'owner');
    other = await makeAccount(platform, 'other');
    admin = await makeAccount(platform, 'boss', { role: 'admin' });
  });
  afterAll(() => platform?.close());
  beforeEach(() => platform.database.query('DELETE FROM videos'));

  const get = (query: string, token: string | null = null) =>
    ask(platform.url, 'GET', `/api/videos?${query}`, { token });
  async function list(query: Record<string, string>, token: string | null = null): Promise<VideoPage> {
    const answer = await get(new URLSearchParams(query).toString(), token);
    expect(answer.status, answer.text).toBe(200);
    return videoPageSchema.parse(JSON.parse(answer.text));
  }
  const titles = async (query: Record<string, string>, token: string | null = null): Promise<string[]> =>
    (await list({ limit: '100', ...query }, token)).items.map(({ title }) => title).toSorted();

  describe('page by page', () => {
    /** Many were made in the same millisecond: the id decides their order then. */
    const many = (count: number) =>
      insertVideos(
        platform,
        owner.id,
        Array.from({ length: count }, (_, n) => ({
          title: `Film ${n}`,
          createdAt: new Date(1.7e12 + Math.floor(n / 7)),
        })),
      );

    async function walk(limit: number, meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
      const pages: VideoPage[] = [];
      for (let cursor: string | null = ''; cursor !== null; cursor = pages.at(-1)!.nextCursor) {
        pages.push(await list({ limit: String(limit), ...(cursor === '' ? {} : { cursor }) }));
        await meanwhile();
      }
      return {
        sizes: pages.map(({ items }) => items.length),
        ids: pages.flatMap(({ items }) => items.map(({ id }) => id)),
      };
    }

    it.each([
      [0, 10, [0]],
      [1, 10, [1]],
      [9, 10, [9]],
      [10, 10, [10]],
      [11, 10, [10, 1]],
      [230, 100, [100, 100, 30]],
      [24, 8, [8, 8, 8]],
      [5, 1, [1, 1, 1, 1, 1]],
    ])('%i videos by %i', async (count, limit, expectedSizes) => {
      const made = await many(count);
      const { sizes, ids } = await walk(limit);
      expect(sizes).toEqual(expectedSizes);
      expect(ids.toSorted()).toEqual(made.toSorted());
    });

    it('nobody is left out or shown twice while new ones arrive and old ones go', async () => {
      const made = await many(60);
      const gone = made.at(0)!;
      const { ids } = await walk(7, async () => {
        await insertVideos(platform, owner.id, [{}, {}]);
        await platform.database.query('DELETE FROM videos WHERE id = $1', [gone]);
      });
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.toSorted()).toEqual(made.filter((id) => id !== gone).toSorted());
    });

    it('newest first, 24 by default', async () => {
      await many(30);
      const { items, nextCursor } = await list({});
      expect(items).toHaveLength(24);
      expect(nextCursor).not.toBeNull();
      const times = items.map(({ createdAt }) => Date.parse(createdAt));
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    });

    it('a search and a filter hold over all pages', async () => {
      await insertVideos(
        platform,
        owner.id,
        Array.from({ length: 12 }, (_, n) => ({ title: n % 2 ? 'Cat' : 'Dog' })),
      );
      const first = await list({ q: 'cat', status: 'ready', limit: '4' });
      const second = await list({ q: 'cat', status: 'ready', limit: '4', cursor: first.nextCursor! });
      expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(Array(6).fill('Cat'));
      expect(second.nextCursor).toBeNull();
    });
  });

  describe('search by title', () => {
    const all = [
      '100% cotton',
      '1000 cotton',
      'snake_case',
      'snakeXcase',
      String.raw`C:\films`,
      'C:films',
      'Übung macht Ärger',
      "Robert'); DROP TABLE videos;--",
      'Straße',
      '日本語',
    ];
    beforeEach(() =>
      insertVideos(
        platform,
        owner.id,
        all.map((title) => ({ title })),
      ),
    );

    it.each([
      ['cotton', ['100% cotton', '1000 cotton']],
      ['COTTON', ['100% cotton', '1000 cotton']],
      ['100%', ['100% cotton']],
      ['%', ['100% cotton']],
      ['_', ['snake_case']],
      ['e_c', ['snake_case']],
      ['\\', [String.raw`C:\films`]],
      ['übung', ['Übung macht Ärger']],
      ['ärger', ['Übung macht Ärger']],
      ['ÄRGER', ['Übung macht Ärger']],
      ['straße', ['Straße']],
      ['本', ['日本語']],
      ["'); DROP", ["Robert'); DROP TABLE videos;--"]],
      ['nothing like it', []],
      ['  cotton  ', ['100% cotton', '1000 cotton']],
    ])('%j finds %j', async (q, found) => {
      expect(await titles({ q })).toEqual(found.toSorted());
    });

    it('an empty search finds all', async () => {
      expect(await titles({ q: '' })).toEqual(all.toSorted());
    });
  });

  describe('who sees which', () => {
    beforeEach(async () => {
      const playable = { playableAt: new Date() };
      const waiting = {
        status: 'processing',
        playableAt: null,
        leaseUntil: new Date(Date.now() + 3600_000),
      } as const;
      await insertVideos(platform, owner.id, [
        { ...playable, title: 'public' },
        { ...playable, title: 'unlisted', visibility: 'unlisted' },
        { ...playable, title: 'private', visibility: 'private' },
        { ...waiting, title: 'public, not playable yet' },
        { ...waiting, playableAt: new Date(), title: 'public, playable while it is processed' },
        { title: 'public, failed', status: 'failed', playableAt: null, errorCode: 'not_a_video' },
      ]);
    });
    const everybody = ['public', 'public, playable while it is processed'];
    const everything = [
      ...everybody,
      'private',
      'public, failed',
      'public, not playable yet',
      'unlisted',
    ].toSorted();

    it.each([
      ['anonymous people', () => null, everybody],
      ['another member', () => other.token, everybody],
      ['the owner', () => owner.token, everything],
      ['an administrator', () => admin.token, everything],
    ])('%s', async (_, token, expected) => {
      expect(await titles({}, token())).toEqual(expected);
    });

    it.each([
      ['ready', ['private', 'public', 'unlisted']],
      ['processing', ['public, not playable yet', 'public, playable while it is processed']],
      ['failed', ['public, failed']],
      ['uploading', []],
    ])('filtered by status %s', async (status, expected) => {
      expect(await titles({ status }, owner.token)).toEqual(expected);
    });
  });

  const cursor = (content: unknown) =>
    Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');
  const bad: [string, ErrorCode, string][] = [
    ['a cursor that is none', 'bad_cursor', 'cursor=x'],
    ['a cursor of another shape', 'bad_cursor', `cursor=${cursor([1])}`],
    ['a cursor with a time that is none', 'bad_cursor', `cursor=${cursor([9e15, randomUUID()])}`],
    ['a cursor before all time', 'bad_cursor', `cursor=${cursor([-8.64e15, randomUUID()])}`],
    ['a cursor after all time', 'bad_cursor', `cursor=${cursor([8.64e15, randomUUID()])}`],
    ['a cursor with an id that is none', 'bad_cursor', `cursor=${cursor([1, "1' OR 1=1"])}`],
    ['a cursor that is too long', 'validation_failed', `cursor=${'x'.repeat(201)}`],
    ['two cursors', 'validation_failed', 'cursor=a&cursor=b'],
    ['limit 0', 'validation_failed', 'limit=0'],
    ['limit -1', 'validation_failed', 'limit=-1'],
    ['limit 101', 'validation_failed', 'limit=101'],
    ['limit 1.5', 'validation_failed', 'limit=1.5'],
    ['limit ten', 'validation_failed', 'limit=ten'],
    ['an empty limit', 'validation_failed', 'limit='],
    ['an unknown status', 'validation_failed', 'status=done'],
    ['an empty status', 'validation_failed', 'status='],
    ['a search that is too long', 'validation_failed', `q=${'x'.repeat(201)}`],
    ['a search for NUL', 'validation_failed', 'q=%00'],
  ]; // prettier-ignore
  it.each(bad)('%s: %s', async (_, code, query) => {
    expectProblem(await get(query), code);
  });
});
