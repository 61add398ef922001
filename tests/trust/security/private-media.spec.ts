import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mediaRoot, parseTicketedAddress, type VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { MediaTickets } from '../../../backend/src/videos/media-tickets.service.js';
import { playWithFfmpeg } from '../../../scripts/api/play-with-ffmpeg.js';
import { makeAccount } from '../../platform/accounts.js';
import { ask, expectProblem } from '../../platform/http.js';
import { shortSource } from '../../platform/make-source.js';
import { startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { trustRow } from '../trust-row.js';

describe('a private video', () => {
  let platform: TestPlatform;
  let scratch: string;
  let film: VideoView;
  let other: VideoView;
  /** All that a player fetches, without a ticket. */
  let paths: string[];

  const sendPrivate = async (): Promise<VideoView> => {
    const { id } = await platform.send(shortSource(scratch), { visibility: 'private' });
    return platform.api.follow(id, undefined, 60_000);
  };
  const tickets = (): MediaTickets =>
    new MediaTickets({ SESSION_SECRET: platform.environment['SESSION_SECRET']! });
  const ticketOf = (address: string | null): string => parseTicketedAddress(address!)!.ticket;
  const get = (path: string, token?: string) => ask(platform.url, 'GET', path, { token });

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-private-'));
    platform = await startTestPlatform();
    [film, other] = [await sendPrivate(), await sendPrivate()];
    const at = (name: string): string => `/media/videos/${film.id}/${name}`;
    const stored = [
      '360p/init.mp4',
      '360p/seg_00000.m4s',
      'poster.jpg',
      'thumbnail.jpg',
      'storyboard_00.jpg',
    ];
    paths = [
      ...['master.m3u8', '360p/playlist.m3u8', '360p/iframes.m3u8', 'storyboard.vtt'].map(at),
      ...stored.map((name) => at(`a1/${name}`)),
    ];
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  trustRow(
    'private video: its own addresses play it, from the first playlist to the last picture',
    'all that a player fetches comes',
    async (row) => {
      expect(playWithFfmpeg(`${platform.url}${film.hlsUrl}`)).toBeCloseTo(2, 1);
      const root = mediaRoot(ticketOf(film.hlsUrl));
      for (const path of paths) {
        const answer = await get(path.replace('/media', root));
        expect(answer.status, path).toBe(200);
        expect(answer.headers['cache-control']).not.toContain('public');
      }
      expect([film.posterUrl, film.thumbnailUrl, film.storyboardUrl].map(ticketOf)).toEqual(
        Array(3).fill(ticketOf(film.hlsUrl)),
      );
      row.figure(`${paths.length} of ${paths.length} addresses`);
    },
  );

  trustRow(
    'private video: no, foreign, expired, changed ticket, ..%2f, other rendition, other attempt; the owner by session alone',
    '0 bytes of it',
    async (row) => {
      const own = ticketOf(film.hlsUrl);
      const [expiry, mac] = own.split('.') as [string, string];
      const owner = await makeAccount(platform, 'scripts');
      const roots: [string, string][] = [
        ['no ticket', '/media'],
        ['a foreign ticket', mediaRoot(ticketOf(other.hlsUrl))],
        ['an expired ticket', mediaRoot(tickets().issue(film.id, Date.now() - 8 * 3600_000))],
        ['a ticket made longer', mediaRoot(`${Number(expiry) + 3600}.${mac}`)],
        ['a changed ticket', mediaRoot(`${expiry}.${mac.slice(0, -2)}AA`)],
        ['another video in front', `${mediaRoot(ticketOf(other.hlsUrl))}/videos/${other.id}/..%2f..`],
        ['a way upwards', `${mediaRoot(ticketOf(other.hlsUrl))}/videos/${other.id}/../..`],
        ['an escaped slash', '/media%2f'],
        ['two tickets', `${mediaRoot(ticketOf(other.hlsUrl))}/t/${own}`],
      ];
      let tried = 0;
      for (const [name, root] of roots)
        for (const path of paths) {
          const attempts = [path, path.replace('/360p/', '/480p/'), path.replace('/a1/', '/a2/')];
          for (const address of new Set(attempts)) {
            tried += 1;
            const answer = await get(address.replace('/media', root), owner.token);
            // what is no address of media is a page's: index.html
            expect(answer.headers['content-type'], `${name}: ${address}`).toMatch(/problem\+json|text\/html/);
          }
        }
      const expired = mediaRoot(tickets().issue(film.id, Date.now() - 8 * 3600_000));
      expectProblem(await get(`${expired}/videos/${film.id}/master.m3u8`), 'playback_link_expired');
      row.figure(`0 bytes in ${tried} tries`);
    },
  );

  trustRow('private video: nobody else is given an address, nor the original', 'refused', async (row) => {
    const stranger = await makeAccount(platform, 'stranger');
    for (const token of [undefined, stranger.token]) {
      expectProblem(await get(`/api/videos/${film.id}`, token), 'video_not_found');
      const listed = JSON.parse((await get('/api/videos', token)).text) as { items: VideoView[] };
      expect(listed.items).toEqual([]);
    }
    expectProblem(await get(`/api/videos/${film.id}/original`), 'unauthenticated');
    expectProblem(await get(`/api/videos/${film.id}/original`, stranger.token), 'video_not_found');
    row.figure('6 of 6 refused');
  });

  trustRow(
    'the original, for its owner',
    'the same bytes, as an attachment that no browser shows or runs',
    async (row) => {
      const answer = await get(`/api/videos/${film.id}/original`, platform.token);
      expect(answer.status).toBe(200);
      expect(answer.bytes.length).toBe(film.source.sizeBytes);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename=${film.source.fileName}`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      });
      row.figure(`${answer.bytes.length} bytes`);
    },
  );
});
