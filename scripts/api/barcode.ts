import { execFileSync } from 'node:child_process';

const bits = 12;

/** Filters that write a picture's number into it: twelve bars along its top, the highest bit at the left. */
export const barcode = Array.from({ length: bits }, (_, at) => {
  const bit = bits - 1 - at;
  return [
    `drawbox=x=iw*${at}/${bits}:y=0:w=iw/${bits}:h=ih/6:color=black:t=fill`,
    `drawbox=x=iw*${at}/${bits}:y=0:w=iw/${bits}:h=ih/6:color=white:t=fill:enable='mod(floor(n/${2 ** bit}),2)'`,
  ].join(',');
}).join(',');

/** A short beep at every full second. */
export const ticks = (durationSec: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `aevalsrc='0.8*sin(2*PI*1000*t)*lt(mod(t,1),0.05)':sample_rate=48000:duration=${durationSec}`,
];

/** The part of the picture that somebody's own picture fills; of all of it when there is only one. */
export interface Cell {
  x: number;
  y: number;
  width: number;
  height: number;
}
export const wholePicture: Cell = { x: 0, y: 0, width: 1, height: 1 };

/** The numbers of all pictures of a film, in the order in which they are shown, at their own rate. */
export function readBarcodes(path: string, cell: Cell = wholePicture): number[] {
  const { x, y, width, height } = cell;
  const strip = `crop=iw*${width}:ih*${height}/12:iw*${x}:ih*${y}+ih*${height}/24`;
  const gray = execFileSync(
    'ffmpeg',
    // prettier-ignore
    ['-v', 'error', '-i', path, '-an', '-fps_mode', 'passthrough',
      '-vf', `${strip},scale=${bits * 4}:1:flags=area,format=gray`, '-f', 'rawvideo', '-'],
    { maxBuffer: 64 * 1024 ** 2 },
  );
  return Array.from({ length: gray.length / (bits * 4) }, (_, picture) =>
    // the middle of each bar: its edges are blurred
    Array.from({ length: bits }, (_, at) => gray[picture * bits * 4 + at * 4 + 2]! > 128).reduce(
      (number, bit) => number * 2 + Number(bit),
      0,
    ),
  );
}

/** When each beep begins, in seconds. */
export function readTicks(path: string): number[] {
  const rate = 8000;
  const samples = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', path, '-vn', '-ac', '1', '-ar', String(rate), '-f', 's16le', '-'],
    { maxBuffer: 256 * 1024 ** 2 },
  );
  const found: number[] = [];
  const isLoud = (at: number): boolean => Math.abs(samples.readInt16LE(at * 2)) > 6000;
  for (let at = 0; at < samples.length / 2; at++)
    if (isLoud(at) && at / rate - (found.at(-1) ?? -1) > 0.5) found.push(at / rate);
  return found;
}
