import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSource, picture, quickH264, tone } from '../../platform/make-source.js';
import { noise } from '../../platform/bad-files.js';

/** A file that, when it is played carelessly, opens something else. */
export interface AimedFile {
  what: string;
  bytes: Buffer;
  /** A film all the same, which may become a video; anything else is to be refused. */
  isFilm?: true;
}

/** Each at a target: the address of a file or of a server. Half of them hide from a look at the first bytes. */
export function aimAt(target: string, folder: string): AimedFile[] {
  const texts: [string, string][] = [
    ['HLS playlist', `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${target}\n#EXT-X-ENDLIST\n`],
    ['concat list', `ffconcat version 1.0\nfile '${target}'\n`],
    ['DASH manifest', dash(target)],
    [
      'SDP',
      `v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 5004 RTP/AVP 96\r\na=control:${target}\r\n`,
    ],
    ['SVG', `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="${target}"/></svg>`],
    ['ASX list', `[Reference]\r\nRef1=${target}\r\n`],
  ];
  const [, playlist] = texts[0]!;
  return [
    ...texts.map(([what, text]) => ({ what, bytes: Buffer.from(text) })),
    ...texts.map(([what, text]) => ({
      what: `${what} with binary bytes behind it`,
      bytes: Buffer.concat([Buffer.from(text), Buffer.from([0, 1, 2, 3]), noise(5000)]),
    })),
    { what: 'HLS playlist behind an ID3 tag', bytes: Buffer.concat([id3, Buffer.from(playlist)]) },
    {
      what: 'AVI with a subtitle that is a playlist (GAB2)',
      bytes: aviWithSubtitle(playlist, folder),
      isFilm: true,
    },
    { what: 'MP4 whose picture lies in another file (dref)', bytes: mp4WithReference(target, folder) },
    {
      what: 'Matroska with a playlist attached',
      bytes: matroskaWithAttachment(playlist, folder),
      isFilm: true,
    },
  ];
}

const dash = (target: string): string =>
  `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${target}</BaseURL><SegmentBase/></Representation></AdaptationSet></Period></MPD>`;

const id3 = Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x00', 'latin1');

const film = (folder: string, name: string, more: string[] = []): Buffer =>
  readFileSync(
    makeSource(folder, name, [...picture('160x90', 25, 1), ...tone(1), ...quickH264, '-c:a', 'aac', ...more]),
  );

/** A GAB2 chunk holds a whole subtitle file, which ffmpeg's AVI reader gives to whichever reader knows it. */
function aviWithSubtitle(text: string, folder: string): Buffer {
  const avi = readFileSync(
    makeSource(folder, 'plain.avi', [...picture('160x90', 25, 1), '-c:v', 'mpeg4', '-bitexact']),
  );
  const body = Buffer.from(text);
  const head = Buffer.alloc(17);
  head.write('GAB2\0', 0, 'latin1');
  head.writeUInt16LE(2, 5);
  head.writeUInt32LE(0, 7);
  head.writeUInt16LE(4, 11);
  head.writeUInt32LE(body.length, 13);
  const gab2 = chunk('01tx', Buffer.concat([head, body]));
  const format = chunk('strf', Buffer.alloc(0));
  const header = Buffer.alloc(56);
  header.write('txts', 0, 'latin1');
  header.writeUInt32LE(1, 20);
  header.writeUInt32LE(1, 24);
  header.writeUInt32LE(1, 32);
  const list = chunk('LIST', Buffer.concat([Buffer.from('strl'), chunk('strh', header), format]));
  const [hdrl, movi] = [avi.indexOf('hdrl') + 4, avi.indexOf('movi') + 4];
  const endOfHeaders = hdrl - 4 + avi.readUInt32LE(hdrl - 8);
  const grown = Buffer.concat([
    avi.subarray(0, endOfHeaders),
    list,
    avi.subarray(endOfHeaders, movi),
    gab2,
    avi.subarray(movi),
  ]);
  grown.writeUInt32LE(avi.readUInt32LE(hdrl - 8) + list.length, hdrl - 8);
  grown.writeUInt32LE(avi.readUInt32LE(movi - 8) + gab2.length, movi - 8 + list.length);
  grown.writeUInt32LE(grown.length - 8, 4);
  // avih counts the streams
  const streams = grown.indexOf('avih') + 8 + 24;
  grown.writeUInt32LE(grown.readUInt32LE(streams) + 1, streams);
  return grown;
}

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** QuickTime's alias: "the samples of this track are in that file". */
function mp4WithReference(target: string, folder: string): Buffer {
  const mp4 = film(folder, 'plain.mp4');
  const path = Buffer.from(target.replace(/^file:(\/\/)?/, ''));
  const alias = Buffer.concat([
    Buffer.alloc(10),
    Buffer.alloc(28),
    Buffer.alloc(12),
    Buffer.alloc(64),
    Buffer.alloc(16),
    int16(1, 1),
    Buffer.alloc(16),
    int16(2, path.length),
    path,
    Buffer.alloc(path.length % 2),
    int16(-1, 0),
    Buffer.alloc(16),
  ]);
  const entry = Buffer.alloc(12);
  entry.writeUInt32BE(12 + alias.length, 0);
  entry.write('alis', 4, 'latin1');
  const dref = mp4.indexOf('dref') - 4;
  const old = dref + 16;
  const grown = Buffer.concat([mp4.subarray(0, old), entry, alias, mp4.subarray(old + 12)]);
  for (const name of ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref']) {
    const at = mp4.lastIndexOf(name, dref + 4) - 4;
    grown.writeUInt32BE(mp4.readUInt32BE(at) + alias.length, at);
  }
  return grown;
}

function int16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [at, value] of values.entries()) bytes.writeInt16BE(value, 2 * at);
  return bytes;
}

function matroskaWithAttachment(text: string, folder: string): Buffer {
  const attached = makeSourceText(folder, 'attached.m3u8', text);
  return film(folder, `attached-${text.length}.mkv`, [
    '-attach',
    attached,
    '-metadata:s:t',
    'mimetype=application/x-mpegurl',
  ]);
}

function makeSourceText(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
