import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RingSegment } from '@sluice/vod';
import { segmentPath } from '@sluice/vod';
import {
  clockBars,
  testPictureFilter,
  testPictureSource,
} from '../../live-recorder/src/capture/test-picture.js';

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

/** The same for the segments of one run. */
export function readClock(cameraDir: string, segments: readonly RingSegment[], nearMs: number): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-clock-'));
  try {
    const path = join(folder, 'run.ts');
    writeFileSync(
      path,
      Buffer.concat(segments.map((one) => readFileSync(join(cameraDir, segmentPath(one))))),
    );
    return readClockOf(['-i', path], nearMs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How far a ring's times are from what its pictures show, at the first picture of each segment of one run. */
export function clockErrorsMs(cameraDir: string, run: readonly RingSegment[]): number[] {
  const shown = readClock(cameraDir, run, run[0]!.startMs);
  let picture = 0;
  return run.map(({ startMs, frames }) => {
    const error = startMs - shown[picture]!;
    picture += frames;
    return error;
  });
}

/** A camera of the network that sends H.264 as it is, with the clock in its picture; its process may be stopped. */
export async function startClockCamera(): Promise<{ url: string; process: ChildProcess; close(): void }> {
  const camera = spawn(
    'ffmpeg',
    // prettier-ignore
    ['-v', 'error', '-nostdin', '-re', '-f', 'lavfi', '-i', testPictureSource, '-vf', testPictureFilter,
      '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '30', '-bf', '0', '-pix_fmt', 'yuv420p',
      '-b:v', '800k', '-muxdelay', '0', '-flush_packets', '1', '-f', 'mpegts', 'pipe:1'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'video/mp2t' });
    const send = (data: Buffer): void => void response.write(data);
    camera.stdout.on('data', send);
    response.on('close', () => camera.stdout.off('data', send));
  });
  camera.stdout.resume();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/camera.ts`,
    process: camera,
    close: () => {
      camera.kill('SIGKILL');
      server.close();
      server.closeAllConnections();
    },
  };
}
