import { parseCameraSource } from '@sluice/vod';
import { expect, it } from 'vitest';
import { sourceLatency } from './source-latency.js';

it.each([
  ['test:', { frames: 0, ms: 0 }],
  ['/dev/video0', { frames: 0, ms: 0 }],
  ['http://cam.example/a.ts', { frames: 2, ms: 0 }],
  ['rtsp://cam.example/main', { frames: 1, ms: 0 }],
  ['rtmp://cam.example/live/key', { frames: 0, ms: 0 }],
  ['srt://cam.example:9000', { frames: 2, ms: 120 }],
  ['srt://cam.example:9000?mode=caller&latency=500000', { frames: 2, ms: 500 }],
  ['srt://cam.example:9000?rcvlatency=80000', { frames: 2, ms: 80 }],
  ['srt://cam.example:9000?latency=much', { frames: 2, ms: 120 }],
])('knows how late %s is', (source, latency) => {
  expect(sourceLatency(parseCameraSource(source), { times: 'camera' })).toEqual(latency);
});

it('holds back nothing that is dated when it arrives', () => {
  const source = parseCameraSource('http://cam.example/mjpeg');
  expect(sourceLatency(source, { times: 'arrival' })).toEqual({ frames: 0, ms: 0 });
});
