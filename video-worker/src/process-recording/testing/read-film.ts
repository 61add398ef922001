import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { lumaOf, lumaStep } from '../../encode/testing/numbered-pictures.js';
import { worldFps } from './recorded-takes.js';

const run = promisify(execFile);
const soundHz = 48_000;

/** ffmpeg on the film's own clock: what stands at its 0 is what is shown at 0. */
async function decode(path: string, args: string[], input = ['-seek_timestamp', '1']): Promise<Buffer> {
  const command = ['-v', 'error', ...input, '-i', path, ...args, '-'];
  return (await run('ffmpeg', command, { encoding: 'buffer', maxBuffer: 512 * 1024 ** 2 })).stdout;
}

/** The mean luma of so many pictures at 30 a second, of a part of the picture when `crop` says so. */
export async function lumasOf(path: string, frames: number, crop = 'null'): Promise<number[]> {
  const filters = `fps=30:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame=${frames},${crop},scale=8:8:flags=area,format=gray`;
  const raw = await decode(path, ['-map', '0:v', '-vf', filters, '-f', 'rawvideo']);
  return Array.from({ length: raw.length / 64 }, (_, at) => {
    const picture = raw.subarray(at * 64, (at + 1) * 64);
    // `format=gray` stretches the range that video has
    return 16 + (picture.reduce((sum, value) => sum + value, 0) / 64) * (219 / 255);
  });
}

/** The film at each place: the picture of the world at that time, or where there is none the last before; else the first. */
export function wrongPictures(
  lumas: readonly number[],
  spans: readonly (readonly [fromSec: number, toSec: number])[],
  tolerance = 0,
): string[] {
  const there = (number: number): boolean =>
    spans.some(([from, to]) => number >= Math.round(from * worldFps) && number < Math.round(to * worldFps));
  const numbers = lumas.map((_, place) => place).filter(there);
  const wrong = lumas.flatMap((luma, place) => {
    const due = numbers.findLast((number) => number <= place) ?? numbers[0]!;
    const near = Array.from({ length: 2 * tolerance + 1 }, (_, at) => due + at - tolerance);
    const isThere = near.some((number) => Math.abs(luma - lumaOf(number)) < lumaStep / 2);
    return isThere ? [] : [`${place}: ${luma.toFixed(1)}, not number ${due}`];
  });
  return wrong.length > 300 ? [...wrong.slice(0, 5), `and ${wrong.length - 5} more`] : wrong;
}

/** Where the picture ends, as the file tells it. */
export async function pictureEndSec(path: string): Promise<number> {
  const show = ['-select_streams', 'v', '-show_entries', 'stream=start_time,duration', '-of', 'csv=p=0'];
  const { stdout } = await run('ffprobe', ['-v', 'error', ...show, path]);
  return stdout
    .trim()
    .split(',')
    .map(Number)
    .reduce((sum, sec) => sum + sec, 0);
}

/** When each tick is heard. */
export async function ticksOf(path: string): Promise<number[]> {
  const filters = 'aresample=48000:async=1:first_pts=0';
  const raw = await decode(path, ['-map', '0:a', '-af', filters, '-ac', '1', '-f', 's16le']);
  const ticks: number[] = [];
  let lastLoud = -Infinity;
  for (let at = 0; at < raw.length / 2; at++) {
    if (Math.abs(raw.readInt16LE(2 * at)) < 6000) continue;
    if (at - lastLoud > 0.3 * soundHz) ticks.push(at / soundHz);
    lastLoud = at;
  }
  return ticks;
}
