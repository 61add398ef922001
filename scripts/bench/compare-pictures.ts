import type { Rational } from '@sluice/vod';
import { ffmpeg, probe } from './media-tools.js';

/** SSIM ("All") of a rendition against its source, scaled to its size. */
export async function ssim(rendition: string, source: string, rate: Rational): Promise<number> {
  const { stderr } = await compare('ssim=shortest=1', rendition, source, rate);
  const found = /SSIM.* All:([\d.]+)/.exec(stderr)?.[1];
  if (!found) throw new Error(`ffmpeg said no SSIM of ${rendition}.`);
  return Number(found);
}

/** PSNR (dB, all planes) of every picture of a rendition against its source, scaled to its size. */
export async function psnrOfPictures(rendition: string, source: string, rate: Rational): Promise<number[]> {
  const { stdout } = await compare('psnr=shortest=1:stats_file=-', rendition, source, rate);
  const values = [...stdout.matchAll(/psnr_avg:(\S+)/g)].map(([, value]) => value);
  return values.map((value) => (value === 'inf' ? Infinity : Number(value)));
}

/** Pictures are paired by their number: containers round and shift times in different ways. */
async function compare(
  filter: string,
  rendition: string,
  source: string,
  { num, den }: Rational,
): Promise<{ stdout: string; stderr: string }> {
  const [size = ''] = await probe(rendition, 'v:0', 'stream=width,height');
  const number = `setpts=N*${den}/${num}/TB`;
  const graph = [
    `[0:v:0]${number}[distorted]`,
    `[1:v:0]fps=${num}/${den}:start_time=0,scale=${size.replace(',', ':')}:flags=bicubic,format=yuv420p,${number}[original]`,
    `[distorted][original]${filter}`,
  ].join(';');
  return ffmpeg(['-i', rendition, '-i', source, '-lavfi', graph, '-f', 'null', '-']);
}
