import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SluiceError, type ErrorCode } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headBytes, refuseByContent } from './refuse-by-content.js';

const bytes = (text: string): Buffer => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(200)]);
const text = (content: string): Buffer => Buffer.from(content, 'utf8');

async function outcome(head: Buffer): Promise<ErrorCode | 'passes'> {
  return refuseByContent(head).then(
    () => 'passes' as const,
    (error: unknown) => {
      if (error instanceof SluiceError) return error.code;
      throw error;
    },
  );
}

const page = '<!doctype html><html><script>alert(1)</script></html>';
const drawing =
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

describe('refuseByContent', () => {
  it.each<[string, Buffer, ErrorCode]>([
    ['nothing', Buffer.alloc(0), 'file_empty'],
    ['an HLS playlist', text('#EXTM3U\n#EXTINF:4,\nfile:///etc/passwd\n'), 'playlist_refused'],
    ['an HLS playlist with a byte order mark', text('\ufeff#EXTM3U\n'), 'playlist_refused'],
    ['an HLS playlist after blank lines', text('\r\n \t\n#EXTM3U\n'), 'playlist_refused'],
    ['an HLS playlist in small letters', text('#extm3u\n'), 'playlist_refused'],
    ['a concat list', text('ffconcat version 1.0\nfile base.mp4\n'), 'playlist_refused'],
    [
      'a DASH manifest',
      text('<?xml version="1.0"?>\n<!-- x -->\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">'),
      'playlist_refused',
    ],
    ['a session description', text('v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n'), 'playlist_refused'],
    ['a web page', text(page), 'not_a_video'],
    ['a drawing', text(drawing), 'not_a_video'],
    ['JSON', text('{"a": 1}'), 'not_a_video'],
    ['subtitles', text('1\n00:00:00,500 --> 00:00:02,000\nHé\n'), 'not_a_video'],
    ['a shell script', text('#!/bin/sh\nrm -rf /\n'), 'not_a_video'],
    ['text in another script', text('видео '.repeat(1000)).subarray(0, headBytes), 'not_a_video'],
    ['text whose last letter is cut off', text('日本語').subarray(0, 8), 'not_a_video'],
    ['a single letter', text('a'), 'not_a_video'],
    ['a ZIP archive', bytes('PK\x03\x04\x14\0\0\0\0\0'), 'not_a_video'],
    ['a gzip archive', bytes('\x1f\x8b\x08\0'), 'not_a_video'],
    ['a 7z archive', bytes("7z\xbc\xaf'\x1c"), 'not_a_video'],
    ['a PDF', bytes('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'), 'not_a_video'],
    ['a PDF that is all text', text('%PDF-1.7\n1 0 obj\n<< >>'), 'not_a_video'],
    ['a PNG', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01'), 'not_a_video'],
    ['a JPEG', bytes('\xff\xd8\xff\xe0\0\x10JFIF\0'), 'not_a_video'],
    ['a photo of a phone', bytes('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'not_a_video'],
    ['an AVIF', bytes('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'), 'not_a_video'],
    ['a program for Linux', bytes('\x7fELF\x02\x01\x01\0'), 'not_a_video'],
    ['a program for Windows', bytes('MZ\x90\0\x03\0\0\0'), 'not_a_video'],
    ['a database', bytes('SQLite format 3\0'), 'not_a_video'],
  ])('refuses %s', async (_, head, code) => {
    expect(await outcome(head)).toBe(code);
  });

  it.each([
    ['a web page', text(page), 'The file holds text (a web page or drawing), not video.'],
    ['a drawing', text(drawing), 'The file holds text (a web page or drawing), not video.'],
    ['other text', text('hello'), 'The file holds text, not video.'],
    ['an archive', bytes('PK\x03\x04\x14\0\0\0\0\0'), 'The file is of type application/zip, not video.'],
  ])('says what it saw: %s', async (_, head, detail) => {
    await expect(refuseByContent(head)).rejects.toMatchObject({ code: 'not_a_video', detail });
  });

  it('leaves what it cannot know to the probe', async () => {
    // the same "random" bytes in every run
    const noise = Buffer.from(
      Array.from({ length: headBytes }, (_, at) => (at * at * 131 + at * 7919 + 13) >> 3),
    );
    expect(await outcome(noise)).toBe('passes');
    expect(await outcome(Buffer.from([0]))).toBe('passes');
    expect(await outcome(Buffer.alloc(headBytes))).toBe('passes');
  });
});

/** What ffmpeg writes into each container, with encoders that every build has. */
const containers: [name: string, args: string][] = [
  ['mp4', '-c:v mpeg4 -c:a aac -f mp4'],
  ['fragmented.mp4', '-c:v mpeg4 -c:a aac -f mp4 -movflags frag_keyframe+empty_moov'],
  ['mov', '-c:v mpeg4 -c:a pcm_s16le -f mov'],
  ['3gp', '-c:v mpeg4 -c:a aac -f 3gp'],
  ['m4a', '-vn -c:a aac -f ipod'],
  ['mkv', '-c:v mpeg4 -c:a flac -f matroska'],
  ['avi', '-c:v mpeg4 -c:a pcm_s16le -f avi'],
  ['mpg', '-c:v mpeg2video -c:a mp2 -f mpeg'],
  ['vob', '-c:v mpeg2video -c:a ac3 -f vob'],
  ['ts', '-c:v mpeg2video -c:a aac -f mpegts'],
  ['m2v', '-an -c:v mpeg2video -f mpeg2video'],
  ['flv', '-c:v flv1 -c:a aac -ar 44100 -f flv'],
  ['wmv', '-c:v wmv2 -c:a wmav2 -f asf'],
  ['gif', '-an -c:v gif -f gif'],
  ['ogg', '-vn -c:a flac -f ogg'],
  ['flac', '-vn -c:a flac -f flac'],
  ['wav', '-vn -c:a pcm_s16le -f wav'],
  ['aac', '-vn -c:a aac -f adts'],
  ['mxf', '-c:v mpeg2video -c:a pcm_s16le -f mxf'],
];

/** Containers whose usual encoders are not in every build of ffmpeg, by their first bytes. */
const literal: [name: string, head: Buffer][] = [
  [
    'webm',
    bytes('\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87\x81\x02'),
  ],
  ['mp3 with tags', bytes('ID3\x04\0\0\0\0\0\x23TSSE\0\0\0\x0f\0\0\x03Lavf59.27.100\0')],
  ['mp3 without tags', bytes('\xff\xfb\x90\x64\0')],
];

describe('what people really send', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-heads-'));
    await promisify(execFile)(
      'ffmpeg',
      [
        ...'-v error -nostdin -f lavfi -i testsrc2=s=352x288:r=25:d=0.4'.split(' '),
        ...'-f lavfi -i sine=440:r=48000:d=0.4'.split(' '),
        ...containers.flatMap(([name, args]) => [
          '-pix_fmt',
          pixelFormat(args),
          ...args.split(' '),
          `clip.${name}`,
        ]),
      ],
      { cwd: folder },
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(containers)('passes: %s', async (name) => {
    const file = await open(join(folder, `clip.${name}`));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      expect(bytesRead).toBeGreaterThan(200);
      expect(await outcome(buffer.subarray(0, bytesRead))).toBe('passes');
    } finally {
      await file.close();
    }
  });

  it.each(literal)('passes: %s', async (_, head) => {
    expect(await outcome(head)).toBe('passes');
  });
});

const pixelFormat = (args: string): string => (args.includes('-c:v gif') ? 'rgb8' : 'yuv420p');
