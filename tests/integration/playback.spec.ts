import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { VideoView, Visibility } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHls } from '../../scripts/check-hls/check-hls.js';
import { makeAccount, type TestAccount } from '../platform/accounts.js';
import { ask, expectProblem, type Question } from '../platform/http.js';
import { filesBelow } from '../platform/leftovers.js';
import { makeSource, picture, quickH264, tone } from '../platform/make-source.js';
import { insertVideos } from '../platform/rows.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

describe('playback', () => {
  let platform: TestPlatform;
  let scratch: string;
  let video: VideoView;
  let people: Record<'owner' | 'other' | 'admin', TestAccount>;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-playback-'));
    platform = await startTestPlatform({ settings: { LADDER: '480,360', SEGMENT_SECONDS: '2' } });
    people = {
      owner: await makeAccount(platform, 'owner'),
      other: await makeAccount(platform, 'other'),
      admin: await makeAccount(platform, 'boss', { role: 'admin' }),
    };
    const sound = [...tone(6), ...quickH264, '-c:a', 'aac'];
    const { id } = await platform.send(
      makeSource(scratch, 'film.mp4', [...picture('854x480', 25, 6), ...sound]),
    );
    await platform.database.query('UPDATE videos SET owner_id = $1 WHERE id = $2', [people.owner.id, id]);
    video = await platform.api.follow(id, undefined, 60_000);
    expect(video.status).toBe('ready');
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const get = (path: string, question: Question = {}, method = 'GET') =>
    ask(platform.url, method, path, question);
  const at = (path: string) => `/media/videos/${video.id}/${path}`;
  const stored = (key: string) => readFileSync(join(platform.uploadsDir, 'media/videos', video.id, key));
  const show = (visibility: Visibility) =>
    platform.database.query('UPDATE videos SET visibility = $1 WHERE id = $2', [visibility, video.id]);

  it('what is served keeps every rule of HLS', async () => {
    const report = await checkHls(platform.url + video.hlsUrl);
    const broken = report.rules.filter(({ status }) => status === 'fail');
    expect(broken.map(({ id, findings }) => [id, findings.filter(({ ok }) => !ok).slice(0, 3)])).toEqual([]);
    expect(report.passed).toBe(true);
  });

  it('the playlists are the published ones, apart from the addresses in them', async () => {
    const playlists = filesBelow(join(platform.uploadsDir, 'media/videos', video.id, 'a1')).filter((name) =>
      name.endsWith('.m3u8'),
    );
    expect(playlists).toContain('master.m3u8');
    expect(playlists.length).toBeGreaterThanOrEqual(6);
    for (const name of playlists) {
      const served = (await get(at(name))).text;
      const here = `../a1/${name.split('/')[0]}/`;
      expect(served.replaceAll(here, ''), name).toBe(stored(`a1/${name}`).toString());
    }
  });

  const types: [string, string][] = [
    ['master.m3u8', 'application/vnd.apple.mpegurl'],
    ['480p/playlist.m3u8', 'application/vnd.apple.mpegurl'],
    ['360p/iframes.m3u8', 'application/vnd.apple.mpegurl'],
    ['audio/playlist.m3u8', 'application/vnd.apple.mpegurl'],
    ['a1/480p/init.mp4', 'video/mp4'],
    ['a1/480p/seg_00000.m4s', 'video/iso.segment'],
    ['a1/poster.jpg', 'image/jpeg'],
    ['a1/thumbnail.jpg', 'image/jpeg'],
  ];
  it.each(types)('%s is %s, also when only its head is asked for', async (name, type) => {
    const answer = await get(at(name));
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': type, 'x-content-type-options': 'nosniff' });
    const head = await get(at(name), {}, 'HEAD');
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(head.headers).toMatchObject({
      'content-type': type,
      'content-length': String(answer.bytes.length),
    });
  });

  it('playlists are compressed for those who take it, segments never', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const plain = await get(at('480p/playlist.m3u8'));
    const packed = await get(at('480p/playlist.m3u8'), { headers });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.headers.vary).toMatch(/accept-encoding/i);
    expect(gunzipSync(packed.bytes).toString()).toBe(plain.text);
    expect((await get(at('a1/480p/seg_00000.m4s'), { headers })).headers).not.toHaveProperty(
      'content-encoding',
    );
  });

  describe('a segment', () => {
    const name = 'a1/480p/seg_00001.m4s';

    it('comes whole, for ever', async () => {
      const answer = await get(at(name));
      expect(answer.bytes.equals(stored(name))).toBe(true);
      expect(answer.headers).toMatchObject({
        'cache-control': 'public, max-age=31536000, immutable',
        'accept-ranges': 'bytes',
      });
    });

    it.each([
      ['bytes=0-99', 0, 100],
      ['bytes=100-', 100, undefined],
      ['bytes=-10', -10, undefined],
    ])('comes in part: %s', async (range, start, end) => {
      const whole = stored(name);
      const answer = await get(at(name), { headers: { range } });
      expect(answer.status).toBe(206);
      const from = start < 0 ? whole.length + start : start;
      const to = (end ?? whole.length) - 1;
      expect(answer.headers['content-range']).toBe(`bytes ${from}-${to}/${whole.length}`);
      expect(answer.bytes.equals(whole.subarray(start, end))).toBe(true);
    });

    it('a range behind its end is answered with its size', async () => {
      const answer = await get(at(name), { headers: { range: 'bytes=99999999-' } });
      expectProblem(answer, 'range_not_satisfiable');
      expect(answer.headers['content-range']).toBe(`bytes */${stored(name).length}`);
    });

    it('is not sent again to those who have it', async () => {
      const { etag } = (await get(at(name))).headers;
      expect(etag).toBeTruthy();
      const again = await get(at(name), { headers: { 'if-none-match': etag } });
      expect(again).toMatchObject({ status: 304, text: '' });
      expect((await get(at(name), { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    });
  });

  describe('who may see a video', () => {
    const everyone = ['anonymous', 'owner', 'other', 'admin'] as const;
    const rights: [Visibility, readonly string[], readonly string[]][] = [
      ['public', everyone, everyone],
      ['unlisted', everyone, ['owner', 'admin']],
      ['private', ['owner', 'admin'], ['owner', 'admin']],
    ];
    const cases = rights.flatMap(([visibility, viewers, listers]) =>
      everyone.map((who) => ({ visibility, who, sees: viewers.includes(who), lists: listers.includes(who) })),
    );
    afterAll(() => show('public'));

    it.each(cases)(
      '$visibility, $who: sees it $sees, has it in the list $lists',
      async ({ visibility, who, sees, lists }) => {
        await show(visibility);
        const question = { token: who === 'anonymous' ? null : people[who].token };
        const list = await get('/api/videos', question);
        expect(list.text.includes(video.id)).toBe(lists);
        const paths = [
          'master.m3u8',
          '480p/playlist.m3u8',
          '480p/iframes.m3u8',
          'a1/480p/seg_00000.m4s',
          'a1/480p/init.mp4',
          'a1/poster.jpg',
          'a1/thumbnail.jpg',
          'a1/master.m3u8',
        ];
        const view = await get(`/api/videos/${video.id}`, question);
        if (sees) expect(view.status).toBe(200);
        else expectProblem(view, 'video_not_found');
        // of a private video only those who may see it get an address that plays
        const { hlsUrl = at('master.m3u8') } = JSON.parse(view.text) as { hlsUrl?: string };
        for (const path of paths.map((name) => hlsUrl.replace('master.m3u8', name))) {
          const answer = await get(path);
          if (sees) expect(answer.status, path).toBe(200);
          else expectProblem(answer, 'video_not_found');
        }
      },
    );

    it('what is private stays out of shared caches', async () => {
      await show('private');
      const view = await get(`/api/videos/${video.id}`, { token: people.owner.token });
      const { hlsUrl } = JSON.parse(view.text) as { hlsUrl: string };
      const segment = await get(hlsUrl.replace('master.m3u8', 'a1/480p/seg_00000.m4s'));
      expect(segment.headers['cache-control']).toBe('private, max-age=31536000, immutable');
      expect((await get(hlsUrl)).headers['cache-control']).not.toMatch(/public/);
      const refused = await get(at('a1/480p/seg_00000.m4s'));
      expect(refused.headers['cache-control']).toBe('no-store');
    });
  });

  it('before anything can be played: not_playable_yet', async () => {
    const waiting = {
      status: 'processing',
      publishedAttempt: null,
      playableAt: null,
      leaseUntil: new Date(Date.now() + 3600_000),
    } as const;
    const [id] = await insertVideos(platform, people.owner.id, [waiting]);
    for (const name of ['master.m3u8', '480p/playlist.m3u8', '480p/iframes.m3u8'])
      expectProblem(await get(`/media/videos/${id}/${name}`), 'not_playable_yet');
    expectProblem(await get(`/media/videos/${id}/a1/480p/init.mp4`), 'media_not_found');
    expectProblem(await get(`/media/videos/${id}/a1/480p/seg_00000.m4s`), 'media_not_found');
  });

  const strange: [string, () => string][] = [
    ['a path upwards', () => at('a1/../../../../sources/') + video.id],
    ['a path upwards from the root', () => `/media/../sources/${video.id}`],
    ['escaped dots', () => at('a1/%2e%2e/%2e%2e/%2e%2e/%2e%2e/sources/') + video.id],
    ['escaped slashes', () => at('a1/..%2f..%2f..%2f..%2fsources%2f') + video.id],
    ['twice escaped', () => at('a1/%252e%252e%252f%252e%252e%252fmaster.m3u8')],
    ['backslashes', () => at(String.raw`a1\..\..\..\..\sources`)],
    ['an absolute path', () => '/media//etc/passwd'],
    ['a file URL', () => '/media/file:///etc/passwd'],
    ['a NUL', () => at('a1/480p/init.mp4%00.jpg')],
    ['a hidden file', () => at('a1/.env')],
    ['a folder', () => at('a1/480p/')],
    ['the root', () => '/media/'],
    ['another attempt', () => at('a2/480p/init.mp4')],
    ['no attempt', () => at('480p/init.mp4')],
    ['another video', () => `/media/videos/${randomUUID()}/a1/480p/init.mp4`],
    ['an id that is none', () => '/media/videos/x/a1/480p/init.mp4'],
    ['a segment that is not there', () => at('a1/480p/seg_99999.m4s')],
    ['a rendition that is not there', () => at('1080p/playlist.m3u8')],
    ['key frames of sound', () => at('audio/iframes.m3u8')],
    ['a broken escape', () => at('a1/%zz')],
    ['4 kB of path', () => at('x'.repeat(4096))],
  ]; // prettier-ignore
  it.each(strange)('%s: nothing', async (_, path) => {
    const answer = await get(path());
    expect([400, 404], answer.text.slice(0, 200)).toContain(answer.status);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.text).not.toMatch(/root:|uploads/);
  });
});
