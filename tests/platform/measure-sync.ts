import { execFileSync } from 'node:child_process';

/** When the first white picture is shown and the first loud sound is heard, in seconds, as ffmpeg plays a film of make-source's flashAndBeep. */
export function measureSync(location: string): { flashSec: number; beepSec: number } {
  return { flashSec: firstFlash(location), beepSec: firstBeep(location) };
}

function firstFlash(location: string): number {
  const output = ffmpeg(location, [
    '-map',
    '0:v:0',
    '-vf',
    'signalstats,metadata=print:file=-',
    '-fps_mode',
    'passthrough',
  ]);
  let at = NaN;
  for (const line of output.split('\n')) {
    at = Number(/pts_time:(-?[\d.]+)/.exec(line)?.[1] ?? at);
    if (Number(/signalstats\.YAVG=([\d.]+)/.exec(line)?.[1] ?? 0) > 128) return at;
  }
  throw new Error(`no flash in ${location}`);
}

function firstBeep(location: string): number {
  const output = ffmpeg(location, [
    '-map',
    '0:a:0',
    '-af',
    'asetnsamples=48,astats=metadata=1:reset=1,ametadata=print:key=lavfi.astats.Overall.Peak_level:file=-',
  ]);
  let at = NaN;
  for (const line of output.split('\n')) {
    at = Number(/pts_time:(-?[\d.]+)/.exec(line)?.[1] ?? at);
    const level = /Peak_level=(-?[\d.]+)/.exec(line)?.[1];
    if (level !== undefined && Number(level) > -12) return at;
  }
  throw new Error(`no beep in ${location}`);
}

/** -copyts: ffmpeg would count each stream from its own start otherwise. */
function ffmpeg(location: string, args: readonly string[]): string {
  return execFileSync(
    'ffmpeg',
    ['-nostdin', '-v', 'error', '-copyts', '-i', location, ...args, '-f', 'null', '-'],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
}
