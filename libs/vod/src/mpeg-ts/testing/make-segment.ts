import { execFileSync } from 'node:child_process';

/** A transport stream of real ffmpeg, as its segment muxer writes files. */
export const makeSegment = (input: readonly string[], output: readonly string[]): Buffer =>
  execFileSync(
    'ffmpeg',
    // prettier-ignore
    ['-v', 'error', '-nostdin', ...input, ...output, '-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts', 'pipe:1'],
    { maxBuffer: 64 * 1024 ** 2 },
  );

/** Pictures of 320x180, 30 a second. */
// prettier-ignore
export const pictures = (durationSec: number): string[] =>
  ['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=30:duration=${durationSec}`];

// prettier-ignore
export const sound = (durationSec: number): string[] =>
  ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${durationSec}`];

export const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '30'];
