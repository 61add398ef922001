import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Inputs and codec options of ffmpeg for a source; the file's ending chooses the container. */
export function makeSource(folder: string, name: string, args: readonly string[]): string {
  const path = join(folder, name);
  if (!existsSync(path))
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, path], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  return path;
}

export const picture = (size: string, rate: number | string, durationSec: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  `testsrc2=size=${size}:rate=${rate}:duration=${durationSec}`,
];
export const tone = (durationSec: number, frequency = 440): string[] => [
  '-f',
  'lavfi',
  '-i',
  `sine=frequency=${frequency}:duration=${durationSec}`,
];
export const quickH264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** Black with a white flash, silence with a beep, both from 1.0 to 1.2 s: what shows when picture and sound part. */
export const flashAndBeep = (durationSec: number, rate = 25): string[] => [
  '-f',
  'lavfi',
  '-i',
  `color=black:size=320x180:rate=${rate}:duration=${durationSec},drawbox=color=white:t=fill:enable='between(t,1,1.199)'`,
  '-f',
  'lavfi',
  '-i',
  `aevalsrc='0.8*sin(2*PI*1000*t)*between(t,1,1.2)':sample_rate=48000:duration=${durationSec}`,
];

/** A longer, harder film: an encode that can be interrupted in the middle. */
export const longSource = (folder: string, durationSec = 30): string =>
  makeSource(folder, `long-${durationSec}.mp4`, [
    ...picture('1280x720', 30, durationSec),
    ...tone(durationSec),
    ...quickH264,
    '-c:a',
    'aac',
  ]);

export const shortSource = (folder: string): string =>
  makeSource(folder, 'short.mp4', [...picture('640x360', 25, 2), ...tone(2), ...quickH264, '-c:a', 'aac']);
