import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCameraSource } from '@sluice/vod';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findObstacle } from './capture-plan.js';
import { probeCamera, ProbeFailed } from './probe-camera.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-look-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const look = (source: string) =>
  probeCamera('ffprobe', parseCameraSource(source), new AbortController().signal);

it.each<[string, string[], string | null]>([
  ['what browsers show', ['-pix_fmt', 'yuv420p'], null],
  ['more colours', ['-pix_fmt', 'yuv422p'], "the camera sends yuv422p, which browsers don't show"],
  ['more bits', ['-pix_fmt', 'yuv420p10le'], "the camera sends yuv420p10le, which browsers don't show"],
  ['half pictures', ['-pix_fmt', 'yuv420p', '-flags', '+ilme+ildct'], 'the camera sends interlaced pictures'],
])('knows H.264 of %s', async (name, args, obstacle) => {
  const film = join(folder, `${name}.ts`);
  // prettier-ignore
  execFileSync('ffmpeg', [
    '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=2',
    '-c:v', 'libx264', '-bf', '0', '-g', '10', ...args, film,
  ]);
  expect(findObstacle(await look(film))).toBe(obstacle);
});

it('refuses a playlist, and says what to write instead', async () => {
  const playlist = '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n0.ts\n';
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url!);
    response.writeHead(200, { 'content-type': 'application/vnd.apple.mpegurl' }).end(playlist);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const failed = look(`http://127.0.0.1:${(server.address() as AddressInfo).port}/live.m3u8`);
  await expect(failed).rejects.toThrow(ProbeFailed);
  await expect(failed).rejects.toThrow(/not recorded, such as an HLS playlist: write the address/);
  expect([...new Set(asked)]).toEqual(['/live.m3u8']);
  server.close();
  server.closeAllConnections();
});
