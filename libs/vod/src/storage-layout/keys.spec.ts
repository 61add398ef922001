import { describe, expect, it } from 'vitest';
import {
  attemptPrefix,
  audioRenditionName,
  contentTypeOf,
  iFramePlaylistName,
  incomingPath,
  initFileName,
  isSourceLocation,
  isSpanPath,
  mediaPlaylistName,
  multivariantPlaylistName,
  parseVideoKey,
  posterFileName,
  processedPath,
  recordingChunkKey,
  segmentFileName,
  sourceKey,
  sourcePath,
  spanName,
  storyboardFileName,
  storyboardSheetName,
  thumbnailFileName,
  videoPrefix,
} from './keys.js';

const id = '0b7a2f3c-9d1e-4c5b-8a6f-001122334455';
const prefix = `videos/${id}/a3/`;

/** Every object that an attempt writes. */
const names = [
  multivariantPlaylistName,
  posterFileName,
  thumbnailFileName,
  storyboardFileName,
  storyboardSheetName(0),
  storyboardSheetName(2),
  storyboardSheetName(100),
  ...['2160p', '720p', '90p', '2p', audioRenditionName].flatMap((rendition) =>
    [
      initFileName,
      mediaPlaylistName,
      iFramePlaylistName,
      segmentFileName(0),
      segmentFileName(99_999),
      segmentFileName(100_000),
    ].map((file) => `${rendition}/${file}`),
  ),
];

describe('storage keys', () => {
  it('are built in one way', () => {
    expect([
      videoPrefix(id),
      attemptPrefix(id, 3),
      attemptPrefix(id, 3) + multivariantPlaylistName,
      `${attemptPrefix(id, 3)}720p/${segmentFileName(7)}`,
      attemptPrefix(id, 3) + storyboardFileName,
      attemptPrefix(id, 3) + storyboardSheetName(2),
      sourcePath(id),
    ]).toEqual([
      `videos/${id}/`,
      `videos/${id}/a3/`,
      `videos/${id}/a3/master.m3u8`,
      `videos/${id}/a3/720p/seg_00007.m4s`,
      `videos/${id}/a3/storyboard.vtt`,
      `videos/${id}/a3/storyboard_02.jpg`,
      `sources/${id}`,
    ]);
  });

  it('lie below the prefix of their video', () => {
    expect(attemptPrefix(id, 1).startsWith(videoPrefix(id))).toBe(true);
  });

  it.each(names)('are read back as they were built: %s', (name) => {
    for (const attempt of [1, 12, 999_999_999])
      expect(parseVideoKey(attemptPrefix(id, attempt) + name)).toEqual({ videoId: id, attempt, name });
  });

  it('sort as the segments follow each other', () => {
    const files = [0, 1, 9, 10, 99, 100, 99_999].map(segmentFileName);
    expect(files.toSorted()).toEqual(files);
  });

  it.each([
    ['nothing', ''],
    ['the prefix alone', prefix],
    ['a leading slash', `/${prefix}master.m3u8`],
    ['a folder above', `${prefix}../a2/master.m3u8`],
    ['a folder above the rendition', `${prefix}720p/../master.m3u8`],
    ['a folder above all', '../../etc/passwd'],
    ['the same folder', `${prefix}./master.m3u8`],
    ['a backslash', `${prefix}720p\\init.mp4`],
    ['an escaped slash', `${prefix}720p%2finit.mp4`],
    ['an escaped dot', `${prefix}%2e%2e/master.m3u8`],
    ['a NUL', `${prefix}master.m3u8\u0000.jpg`],
    ['a newline at the end', `${prefix}master.m3u8\n`],
    ['a newline before', `\n${prefix}master.m3u8`],
    ['two slashes', `${prefix}/master.m3u8`],
    ['one folder too many', `${prefix}720p/720p/init.mp4`],
    ['something behind', `${prefix}720p/init.mp4/x`],
    ['a query', `${prefix}720p/init.mp4?x=1`],
    ['an id in capitals', `videos/${id.toUpperCase()}/a3/master.m3u8`],
    ['an id that is too short', `videos/${id.slice(1)}/a3/master.m3u8`],
    ['an id with other digits', `videos/${id.replace('0b', '0g')}/a3/master.m3u8`],
    ['no attempt', `videos/${id}/master.m3u8`],
    ['an attempt without number', `videos/${id}/a/master.m3u8`],
    ['a negative attempt', `videos/${id}/a-1/master.m3u8`],
    ['an attempt that is no whole number', `videos/${id}/a1.5/master.m3u8`],
    ['attempt 0, which has nothing but pictures of clips', `videos/${id}/a0/master.m3u8`],
    ['an attempt with zeros before', `videos/${id}/a007/master.m3u8`],
    ['an attempt beyond all numbers', `videos/${id}/a${'9'.repeat(30)}/master.m3u8`],
    ['an unknown rendition', `${prefix}hd/init.mp4`],
    ['a rendition with zeros before', `${prefix}00720p/init.mp4`],
    ['a rendition without lines', `${prefix}0p/init.mp4`],
    ['an absurd rendition', `${prefix}${'9'.repeat(40)}p/init.mp4`],
    ['an unknown ending', `${prefix}720p/init.exe`],
    ['no ending', `${prefix}720p/init`],
    ['a hidden file', `${prefix}.mp4`],
    ['a temporary file', `${prefix}720p/.init.mp4.tmp`],
    ['capitals', `${prefix}720P/INIT.MP4`],
    ['another tree', `sources/${id}`],
    ['a source in the bucket', `sources/${id}/00112233445566778899aabbccddeeff`],
    ['other digits', `videos/${id}/a\u0663/master.m3u8`],
    ['a very long name', `${prefix}${'a'.repeat(10_000)}`],
  ])('are refused with %s', (_, key) => {
    expect(parseVideoKey(key)).toBeNull();
  });
});

describe('places of sources', () => {
  const secret = '00112233445566778899aabbccddeeff';

  it('are built in one way', () => {
    expect([incomingPath(id), sourcePath(id), sourceKey(id, secret)]).toEqual([
      `incoming/${id}`,
      `sources/${id}`,
      `sources/${id}/${secret}`,
    ]);
  });

  it.each([incomingPath(id), sourcePath(id), sourceKey(id, secret)])('are known again: %s', (path) => {
    expect(isSourceLocation(path)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['the folder alone', 'sources/'],
    ['a folder above', `sources/../${id}`],
    ['a leading slash', `/sources/${id}`],
    ['a slash at the end', `sources/${id}/`],
    ['a secret that is too short', `sources/${id}/${secret.slice(1)}`],
    ['a secret in capitals', `sources/${id}/${secret.toUpperCase()}`],
    ['something behind the secret', `sources/${id}/${secret}/x`],
    ['a secret where there is none', `incoming/${id}/${secret}`],
    ['an id in capitals', `sources/${id.toUpperCase()}`],
    ['a name of somebody', 'sources/holiday.mp4'],
    ['a newline at the end', `sources/${id}\n`],
    ['another tree', `${prefix}master.m3u8`],
  ])('are not taken for one with %s', (_, path) => {
    expect(isSourceLocation(path)).toBe(false);
  });
});

describe('keys of recordings', () => {
  const room = '11111111-2222-4333-8444-555555555555';
  const secret = 'abcdef0123456789'.repeat(2);

  it('name a chunk by its place and its content', () => {
    const sha256 = 'c0ffee0123456789'.repeat(4);
    const at = { roomId: room, participantId: id, takeId: id, seq: 12, sha256 };
    const folder = `recordings/${room}/${id}/${id}`;
    expect(recordingChunkKey({ ...at, container: 'mp4' })).toBe(`${folder}/000012-c0ffee0123456789.m4s`);
    expect(recordingChunkKey({ ...at, container: 'webm' })).toBe(`${folder}/000012-c0ffee0123456789.webm`);
    expect(parseVideoKey(recordingChunkKey({ ...at, container: 'mp4' }))).toBeNull();
  });

  it('tell films from the spans that they are made of; both are places of sources', () => {
    const film = processedPath(room, id, 'r1-room', secret);
    const span = processedPath(room, id, spanName(1, 7), secret);
    expect(span).toBe(`processed/${room}/${id}/r1-span-00007-${secret}`);
    expect([film, span].map(isSourceLocation)).toEqual([true, true]);
    expect([film, span].map(isSpanPath)).toEqual([false, true]);
    expect(isSourceLocation(`processed/${room}/../${id}/r1-room-${secret}`)).toBe(false);
  });
});

describe('contentTypeOf', () => {
  it.each([
    ['master.m3u8', 'application/vnd.apple.mpegurl'],
    ['720p/init.mp4', 'video/mp4'],
    ['720p/seg_00000.m4s', 'video/iso.segment'],
    ['poster.jpg', 'image/jpeg'],
    ['storyboard.vtt', 'text/vtt; charset=utf-8'],
    ['what.html', 'application/octet-stream'],
    ['no-ending', 'application/octet-stream'],
    ['', 'application/octet-stream'],
    ['x.constructor', 'application/octet-stream'],
    ['x.__proto__', 'application/octet-stream'],
    ['x.toString', 'application/octet-stream'],
  ])('serves %s as %s', (key, type) => {
    expect(contentTypeOf(key)).toBe(type);
  });
});
