import { execFileSync } from 'node:child_process';
import { clockBars } from '../../live-recorder/src/capture/test-picture.js';

const turnMs = 2 ** clockBars;

/** The UTC millisecond that each picture of a film shows, by its bars; `input` are ffmpeg's arguments up to the film. */
export function readClockOf(input: readonly string[], nearMs: number): number[] {
  const cells = execFileSync(
    'ffmpeg',
    // prettier-ignore
    ['-v', 'error', '-nostdin', ...input, '-an', '-fps_mode', 'passthrough',
      '-vf', `crop=iw*560/640:ih*16/360:0:ih*4/360,scale=${clockBars}:1:flags=area,format=gray`, '-f', 'rawvideo', '-'],
    { maxBuffer: 64 * 1024 ** 2 },
  );
  return Array.from({ length: cells.length / clockBars }, (_, picture) => {
    const bars = cells.subarray(picture * clockBars, (picture + 1) * clockBars);
    const value = bars.reduce((number, cell) => number * 2 + Number(cell > 127), 0);
    return value + Math.round((nearMs - value) / turnMs) * turnMs;
  });
}
