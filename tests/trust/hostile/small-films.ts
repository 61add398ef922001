import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeSource, picture, quickH264, tone } from '../../platform/make-source.js';
import { isFull } from '../trust-row.js';

const aac = ['-c:a', 'aac'];
const vp8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'];
const kinds: [string, string[]][] = [
  ['index-last.mp4', [...quickH264, ...aac]],
  ['index-first.mp4', [...quickH264, ...aac, '-movflags', '+faststart']],
  ['fragments.mp4', [...quickH264, ...aac, '-movflags', '+frag_keyframe+empty_moov']],
  ['film.mkv', [...quickH264, ...aac]],
  ['film.webm', vp8],
  ['film.ts', [...quickH264, ...aac]],
  ['film.avi', ['-c:v', 'mpeg4', '-c:a', 'libmp3lame']],
  ['film.flv', ['-c:v', 'flv1', '-c:a', 'libmp3lame', '-ar', '44100']],
  ['film.mov', ['-c:v', 'mjpeg', '-c:a', 'pcm_s16le']],
  ['film.mpg', ['-c:v', 'mpeg2video', '-c:a', 'mp2']],
  ['film.wmv', ['-c:v', 'wmv2', '-c:a', 'wmav2']],
];

/** A second of film in each kind of file that people send; in full, real footage too, where it lies beside the project. */
export function smallFilms(folder: string): Buffer[] {
  const made = kinds.map(([name, codecs]) =>
    readFileSync(makeSource(folder, name, [...picture('160x90', 25, 1), ...tone(1), ...codecs])),
  );
  const gif = readFileSync(makeSource(folder, 'film.gif', picture('160x90', 10, 1)));
  return [...made, gif, ...(isFull ? footage() : [])];
}

/** Only the smaller ones: a mutation is encoded as a whole. */
const footageBytesMax = 4 * 1024 ** 2;

function footage(): Buffer[] {
  const folder = resolve(import.meta.dirname, '../../../../shared/media');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.(mp4|webm|mpg)$/.test(name))
    .map((name) => readFileSync(join(folder, name)).subarray(0, footageBytesMax));
}
