import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { segmentPath, type RingSegment } from '@sluice/vod';
import { testPictureFilter, testPictureSource } from '../../live-recorder/src/capture/test-picture.js';
import { readClockOf } from './read-clock.js';

export { readClockOf };

/** The UTC millisecond that each picture of a run's segments shows. */
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

export interface ClockCameraOptions {
  size?: string;
  /** For example "3M". */
  bitrate?: string;
  /** Of its clock: at 500 its timestamps run away from the true time by half a second in a thousand. */
  ppm?: number;
}

export interface ClockCamera {
  url: string;
  /** May be stopped and continued: the picture stands still, the line stays. */
  process: ChildProcess;
  close(): void;
}

/** A camera of the network that sends H.264 as it is, with the clock in its picture. */
export async function startClockCamera({
  size = '640x360',
  bitrate = '800k',
  ppm = 0,
}: ClockCameraOptions = {}): Promise<ClockCamera> {
  const picture = `${testPictureFilter},setpts=PTS*${1 + ppm / 1e6},scale=${size.replace('x', ':')}`;
  const camera = spawn(
    'ffmpeg',
    // prettier-ignore
    ['-v', 'error', '-nostdin', '-re', '-f', 'lavfi', '-i', testPictureSource, '-vf', picture, '-fps_mode', 'passthrough',
      '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '30', '-bf', '0', '-pix_fmt', 'yuv420p',
      '-b:v', bitrate, '-maxrate', bitrate, '-bufsize', bitrate, '-x264-params', 'nal-hrd=cbr',
      '-muxdelay', '0', '-flush_packets', '1', '-f', 'mpegts', 'pipe:1'],
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
