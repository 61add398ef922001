import { createCipheriv } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSource, picture, quickH264, shortSource, tone } from './make-source.js';

/** Bytes without any meaning, the same ones each time. */
export const noise = (bytes: number): Buffer =>
  createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16)).update(Buffer.alloc(bytes));

/** A valid GIF in 43 bytes that claims 16000×16000 pixels: a gigabyte, once decoded. */
export const hugeGif = Buffer.concat([
  Buffer.from('GIF89a'),
  Buffer.from('803e803e800000', 'hex'),
  Buffer.from('000000ffffff', 'hex'),
  Buffer.from('2c00000000803e803e00', 'hex'),
  Buffer.from('020244', 'hex'),
  Buffer.from('01003b', 'hex'),
]);

/** A playlist of somebody's files that has binary bytes behind it, so that it doesn't look like text. */
export const disguisedPlaylist = Buffer.concat([
  Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'),
  Buffer.from([0, 1, 2, 3]),
  noise(5000),
]);

export const disguisedConcat = Buffer.concat([
  Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"),
  Buffer.alloc(300),
]);

const write = (folder: string, name: string, bytes: Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

/** Replaces bytes by as many others: a container's checks by length go on working. */
function patch(bytes: Buffer, search: string, replacement: string, from = 0): Buffer {
  const at = bytes.indexOf(search, from);
  if (at < 0 || search.length !== replacement.length) throw new Error(`${search} cannot be replaced`);
  const patched = Buffer.from(bytes);
  patched.write(replacement, at, 'latin1');
  return patched;
}

const aac = ['-c:a', 'aac'];
const indexInFront = ['-movflags', '+faststart'];
const map = (...inputs: string[]): string[] => inputs.flatMap((input) => ['-map', input]);

/** An MP4 whose picture has a codec that nobody knows. */
export function unknownFourcc(folder: string): string {
  const mp4 = readFileSync(makeSource(folder, 'picture.mp4', [...picture('320x180', 25, 1), ...quickH264]));
  return write(folder, 'unknown-fourcc.mp4', patch(mp4, 'avc1', 'zz9x', mp4.indexOf('stsd')));
}

export function unknownMatroskaCodec(folder: string): string {
  const mkv = readFileSync(makeSource(folder, 'picture.mkv', [...picture('320x180', 25, 1), ...quickH264]));
  return write(folder, 'unknown-codec.mkv', patch(mkv, 'V_MPEG4/ISO/AVC', 'V_SLUICE/ZZ/ZZZ'));
}

/** Picture, sound, and a second sound track that cannot be decoded. */
export function undecodableSecondTrack(folder: string): string {
  const mkv = readFileSync(
    makeSource(folder, 'two-tracks.mkv', [
      ...picture('320x180', 25, 2),
      ...tone(2),
      ...tone(2, 880),
      ...map('0', '1', '2'),
      ...quickH264,
      ...aac,
    ]),
  );
  const second = mkv.indexOf('A_AAC', mkv.indexOf('A_AAC') + 1);
  return write(folder, 'undecodable-second.mkv', patch(mkv, 'A_AAC', 'A_ZZZ', second));
}

export function undecodableSound(folder: string): string {
  const mka = readFileSync(makeSource(folder, 'sound.mka', [...tone(1), '-c:a', 'aac']));
  return write(folder, 'undecodable-sound.mka', patch(mka, 'A_AAC', 'A_ZZZ'));
}

export function subtitlesOnly(folder: string): string {
  const srt = write(folder, 'words.srt', Buffer.from('1\n00:00:00,500 --> 00:00:02,000\nHello\n'));
  return makeSource(folder, 'subtitles.mkv', ['-i', srt, '-c:s', 'srt']);
}

/** The first part of a film whose index stands at its end, and so is missing. */
export const withoutIndex = (folder: string): string => {
  const film = readFileSync(shortSource(folder));
  return write(folder, 'no-moov.mp4', film.subarray(0, film.indexOf('moov') - 4));
};

/** The first half of a film whose index stands at its beginning: it promises more than it holds. */
export function firstHalf(folder: string, durationSec: number): string {
  const film = readFileSync(
    makeSource(folder, 'faststart.mp4', [
      ...picture('320x180', 25, durationSec),
      ...tone(durationSec),
      ...quickH264,
      ...aac,
      ...indexInFront,
    ]),
  );
  return write(folder, 'first-half.mp4', film.subarray(0, film.length / 2));
}

export const soundOnly = (folder: string): string =>
  makeSource(folder, 'sound.m4a', [...tone(3), '-c:a', 'aac']);

/** A file with the given bytes. */
export const madeOf =
  (bytes: Buffer) =>
  (folder: string): string =>
    write(folder, 'file.mp4', bytes);
