import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How much brighter each picture is than the one before it; they begin anew after 180 of them. */
export const lumaStep = 7;
/** The mean of the moving pattern in every picture: a ramp from 0 to 31. */
const patternMean = 15.5;
const [width, height] = [96, 64] as const;
const darkest = 16;
const period = 180;

/** The mean luma of a picture, by which it can be told from those around it. */
export const lumaOf = (number: number): number => darkest + ((number * lumaStep) % period) + patternMean;

/** ffmpeg's inputs for pictures of 96×64 that tell their numbers once `numbering` is among the filters, and sound. */
export const numberedPictures = (rate: string, durationSec: number): string[] =>
  `-f lavfi -i color=s=${width}x${height}:r=${rate}:d=${durationSec} -f lavfi -i sine=440:r=48000:d=${durationSec}`.split(
    ' ',
  );
export const numbering = `geq=lum='${darkest}+mod(N*${lumaStep},${period})+mod(X+2*Y+3*N,32)':cb=128:cr=128,format=yuv420p`;

/** A picture as it was before anybody encoded it. */
export function idealLuma(number: number): Buffer {
  const luma = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      luma[y * width + x] = darkest + ((number * lumaStep) % period) + ((x + 2 * y + 3 * number) % 32);
  return luma;
}

/** The luma of every picture in a file, decoded, in the order in which they are shown. */
export async function decodeLuma(path: string, pixels: number): Promise<Buffer[]> {
  const raw = ['-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-'];
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', path, ...raw], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 ** 2,
  });
  const pictureBytes = 1.5 * pixels;
  return Array.from({ length: stdout.length / pictureBytes }, (_, at) =>
    stdout.subarray(at * pictureBytes, at * pictureBytes + pixels),
  );
}

export function meanLuma(luma: Buffer): number {
  let sum = 0;
  for (const value of luma) sum += value;
  return sum / luma.length;
}

/** How near a picture comes to another one; 30 dB are hard to tell apart. */
export function psnrDb(luma: Buffer, reference: Buffer): number {
  let error = 0;
  for (const [at, value] of luma.entries()) error += (value - (reference[at] ?? 0)) ** 2;
  return error === 0 ? Infinity : 10 * Math.log10((255 ** 2 * luma.length) / error);
}
