import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTsSegment, type RingSegment } from '@sluice/vod';
import { testPictureFilter, testPictureSource } from '../capture/test-picture.js';
import { CameraRing } from '../ring/camera-ring.js';
import { segmentTimes } from '../ring/segment-times.js';

const beepMs = 100;

export interface ClockRun {
  run: number;
  /** UTC of its first picture. */
  startMs: number;
  seconds: number;
  /** Of the picture; a size other than 640x360 shows no time that can be read. */
  size?: string;
  /** In a row; a camera of today sends none. */
  bFrames?: number;
  /** So much of the last segment is there, 0 to 1: whoever wrote it was killed. */
  tornAt?: number;
}

/** What the camera of the tests sends: the time in its pictures, 30 a second, and a beep at the beginning of each second. */
function inputs({ startMs, seconds, size }: ClockRun): string[] {
  const beep = `lt(mod(t+${(startMs % 1000) / 1000}\\,1)\\,${beepMs / 1000})*sin(2*PI*1000*t)`;
  // prettier-ignore
  return [
    '-f', 'lavfi', '-i', size ? `testsrc2=size=${size}:rate=30` : testPictureSource,
    '-f', 'lavfi', '-i', `aevalsrc=${beep}:s=48000`,
    '-t', String(seconds), '-map', '0:v', '-map', '1:a',
    '-vf', testPictureFilter.replace('RTCTIME/1000', `${startMs}+round(N*1000/30)`),
  ];
}

/** Puts a run into a ring as ffmpeg and the recorder write it. */
export async function addRun(dir: string, clockRun: ClockRun): Promise<RingSegment[]> {
  const ring = await CameraRing.open(dir, () => true);
  const runDir = mkdtempSync(join(tmpdir(), 'sluice-run-'));
  const numbers = { epoch: 1, run: clockRun.run };
  // prettier-ignore
  execFileSync('ffmpeg', [
    '-v', 'error', '-nostdin', ...inputs(clockRun),
    '-c:v', 'libx264', '-preset', 'ultrafast', ...(clockRun.bFrames ? [] : ['-tune', 'zerolatency']),
    '-bf', String(clockRun.bFrames ?? 0), '-pix_fmt', 'yuv420p', '-g', '30', '-b:v', '800k',
    '-c:a', 'aac', '-muxdelay', '0', '-muxpreload', '0', '-f', 'segment', '-segment_format', 'mpegts',
    '-segment_time', '1', '%06d.ts',
  ], { cwd: runDir });
  const added: RingSegment[] = [];
  let firstMs: number | null = null;
  const files = readdirSync(runDir).toSorted();
  if (clockRun.tornAt) {
    const last = join(runDir, files.at(-1)!);
    truncateSync(last, Math.floor(statSync(last).size * clockRun.tornAt));
  }
  for (const file of files) {
    const bytes = await readFile(join(runDir, file));
    const media = readTsSegment(bytes)!;
    const { firstPtsMs, durationMs } = segmentTimes(media, null);
    firstMs ??= firstPtsMs;
    const startMs = Math.round(clockRun.startMs + firstPtsMs - firstMs);
    const named = {
      ...numbers,
      startMs,
      durationMs: Math.round(durationMs),
      frames: media.frames.length,
      isRecovered: media.isTorn,
    };
    added.push(await ring.adopt(join(runDir, file), named, bytes.length));
  }
  rmSync(runDir, { recursive: true });
  return added;
}

/** When the first beep of a film begins, in seconds from its beginning. */
export function firstBeepSec(path: string): number {
  const rate = 48_000;
  const samples = execFileSync(
    'ffmpeg',
    // prettier-ignore
    ['-v', 'error', '-nostdin', '-i', path, '-vn', '-af', 'aresample=async=1:first_pts=0', '-ac', '1', '-ar', String(rate), '-f', 's16le', '-'],
    { maxBuffer: 64 * 1024 ** 2 },
  );
  // past the rest of a beep that was cut
  const isLoud = (sample: number): boolean => Math.abs(samples.readInt16LE(2 * sample)) > 3000;
  let quiet = 0;
  for (let sample = 0; 2 * sample < samples.length; sample++) {
    if (!isLoud(sample)) quiet++;
    else if (quiet > rate / 20) return sample / rate;
    else quiet = 0;
  }
  return NaN;
}
