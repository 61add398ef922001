import { spawnSync } from 'node:child_process';

/** Plays the first seconds of a stream of our own platform with ffmpeg's HLS client; answers the seconds decoded. */
export function playWithFfmpeg(url: string, limitSec = 30): number {
  const { status, stdout, stderr } = spawnSync(
    process.env['FFMPEG_PATH'] ?? 'ffmpeg',
    [
      '-nostdin',
      '-v',
      'error',
      '-xerror',
      '-t',
      String(limitSec),
      '-i',
      url,
      '-f',
      'null',
      '-progress',
      'pipe:1',
      '-',
    ],
    { encoding: 'utf8', timeout: 120_000 },
  );
  if (status !== 0) throw new Error(`The stream does not play: ${stderr}`);
  const lastMicroseconds = [...stdout.matchAll(/out_time_us=(\d+)/g)].at(-1)?.[1] ?? '0';
  return Number(lastMicroseconds) / 1e6;
}
