import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSource, picture, quickH264, shortSource } from '../../platform/make-source.js';

const write = (folder: string, name: string, bytes: Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A second of pictures an hour apart: a day of film in a few kB. */
export const hoursOfGaps = (folder: string): string =>
  makeSource(folder, 'gaps.mp4', [
    ...picture('160x90', 25, 1),
    '-vf',
    'setpts=N*3600/TB',
    '-fps_mode',
    'passthrough',
    ...quickH264,
  ]);

/** 23 bytes a picture, of one point on a large canvas each. */
export function gifOfManyPictures(folder: string, pictures: number): string {
  const head = hex('474946383961 d007d007 800000 000000ffffff');
  const frame = hex('21f904 00010000 00 2c 00000000 01000100 00 0202440100');
  return write(
    folder,
    'many.gif',
    Buffer.concat([head, ...Array.from({ length: pictures }, () => frame), Buffer.from(';')]),
  );
}

/** The same picture and sound, again and again as tracks of their own. */
export function manyTracks(folder: string, tracks: number): string {
  const film = readFileSync(shortSource(folder));
  const moov = film.lastIndexOf('moov') - 4;
  const first = film.indexOf('trak', moov) - 4;
  const trak = film.subarray(first, first + film.readUInt32BE(first));
  const copies = Buffer.concat(Array.from({ length: tracks }, () => trak));
  const bytes = Buffer.concat([film.subarray(0, first), copies, film.subarray(first)]);
  bytes.writeUInt32BE(film.readUInt32BE(moov) + copies.length, moov);
  return write(folder, 'tracks.mp4', bytes);
}

/** moov in trak in moov in trak …, each as long as what is left. */
export function deepBoxes(folder: string, depth: number): string {
  const ftyp = hex('00000014 66747970 69736f6d 00000200 69736f6d');
  const boxes = Buffer.alloc(8 * depth);
  for (let level = 0; level < depth; level++) {
    boxes.writeUInt32BE(8 * (depth - level), 8 * level);
    boxes.write(level % 2 === 0 ? 'moov' : 'trak', 8 * level + 4, 'latin1');
  }
  return write(folder, 'deep.mp4', Buffer.concat([ftyp, boxes]));
}

/** Nothing but zeros, of which a disk keeps none. */
export function sparse(folder: string, sizeBytes: number): string {
  const path = write(folder, 'sparse.mp4', Buffer.alloc(0));
  truncateSync(path, Math.round(sizeBytes));
  return path;
}
