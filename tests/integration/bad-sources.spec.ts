import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue, type ErrorCode, type WarningCode } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as files from '../platform/bad-files.js';
import { ask, expectProblem } from '../platform/http.js';
import { takeStock } from '../platform/leftovers.js';
import { shortSource } from '../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

describe('files that are taken, and turn out to be bad', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-bad-sources-'));
    platform = await startTestPlatform();
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const failing: [string, ErrorCode, (folder: string) => string, RegExp][] = [
    ['noise', 'not_a_video', files.madeOf(files.noise(2_000_000)), /./],
    ['an MP4 without its index', 'source_incomplete', files.withoutIndex, /./],
    [
      'the first 40 bytes of an MP4',
      'source_incomplete',
      (folder) => files.madeOf(readFileSync(shortSource(folder)).subarray(0, 40))(folder),
      /./,
    ],
    ['one byte', 'not_a_video', files.madeOf(Buffer.from([0])), /./],
    ['subtitles without picture and sound', 'no_media_streams', files.subtitlesOnly, /./],
    ['a codec that has no name (MP4)', 'unknown_codec', files.unknownFourcc, /zz9x/],
    ['a codec that has no name (Matroska)', 'unknown_codec', files.unknownMatroskaCodec, /codec/],
    ['sound in a codec that has no name', 'unknown_codec', files.undecodableSound, /sound/],
    [
      'a GIF of 43 bytes with 256 megapixels',
      'dimensions_refused',
      files.madeOf(files.hugeGif),
      /40 megapixels/,
    ],
    ['a playlist that looks binary', 'playlist_refused', files.madeOf(files.disguisedPlaylist), /./],
    ['a concat list that looks binary', 'playlist_refused', files.madeOf(files.disguisedConcat), /./],
  ];
  it.each(failing)('%s: %s', async (_, code, make, detail) => {
    const path = make(scratch);
    const before = await takeStock(platform);
    const sent = await platform.send(path);
    const startedAt = performance.now();
    const video = await platform.api.follow(sent.id, undefined, 20_000);
    expect(performance.now() - startedAt).toBeLessThan(5000);

    const { title, fix } = catalogue[code];
    expect(video).toMatchObject({
      status: 'failed',
      attempt: 1,
      playable: false,
      hlsUrl: null,
      posterUrl: null,
    });
    expect(video.error).toEqual({
      code,
      title,
      fix,
      detail: expect.stringMatching(detail),
      retryable: false,
    });
    expect(video.error?.detail).not.toMatch(/\/|passwd|0x/);
    const sources = [...before.sources, sent.id].toSorted();
    expect(await takeStock(platform)).toEqual({ ...before, sources, videos: before.videos + 1 });

    const retry = await ask(platform.url, 'POST', `/api/videos/${sent.id}/retry`, { token: platform.token });
    expectProblem(retry, 'retry_cannot_help');
  });

  const warned: [string, WarningCode, (folder: string) => string, RegExp][] = [
    [
      'half an MP4 with its index in front',
      'ends_early',
      (folder) => files.firstHalf(folder, 10),
      /\d\.\d of 10\.0 s/,
    ],
    ['sound alone', 'audio_only', files.soundOnly, /no picture/],
    [
      'a second sound track that cannot be decoded',
      'audio_track_undecodable',
      files.undecodableSecondTrack,
      /track 2/,
    ],
  ];
  it.each(warned)('%s plays, with the warning %s', async (_, code, make, detail) => {
    const sent = await platform.send(make(scratch));
    const video = await platform.api.follow(sent.id, undefined, 60_000);
    expect(video).toMatchObject({ status: 'ready', attempt: 1, error: null, playable: true });
    expect(video.warnings[0]).toEqual({ code, detail: expect.stringMatching(detail) });
    for (const url of [video.hlsUrl, video.posterUrl, video.thumbnailUrl])
      expect((await ask(platform.url, 'GET', url!)).status, String(url)).toBe(200);
    await eventually('the work folder is empty', () => platform.files('work').length === 0);
  });
});
