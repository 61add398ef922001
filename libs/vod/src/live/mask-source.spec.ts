import { describe, expect, it } from 'vitest';
import { maskAddresses, maskSource } from './mask-source.js';

describe('maskSource', () => {
  it.each([
    ['rtsp://cam:554/stream1', 'rtsp://cam:554/stream1'],
    ['rtsp://admin:hunter2@cam:554/stream1', 'rtsp://***@cam:554/stream1'],
    ['rtsp://admin@cam', 'rtsp://***@cam'],
    ['rtsp://admin:hunt@er/2@cam/stream', 'rtsp://***@cam/stream'],
    ['http://cam/video?user=a&pwd=hunter2&hunter2', 'http://cam/video?user=***&pwd=***&***'],
    ['http://cam/video?x=1#hunter2', 'http://cam/video?x=***'],
    [
      'rtsp://cam/user=admin_password=hunter2_channel=1.sdp',
      'rtsp://cam/user=***_password=***_channel=1.sdp',
    ],
    ['rtmp://live.example/app/hunter2', 'rtmp://live.example/app/***'],
    ['rtmps://live.example/app/a/hunter2?b', 'rtmps://live.example/app/***?***'],
    ['srt://cam:9000?passphrase=hunter2', 'srt://cam:9000?passphrase=***'],
    ['/dev/video0', '/dev/video0'],
    ['/srv/film.mp4', '/srv/film.mp4'],
    ['test:', 'test:'],
  ])('shows %s as %s', (source, shown) => {
    expect(maskSource(source)).toBe(shown);
    expect(shown).not.toContain('hunter2');
  });
});

describe('maskAddresses', () => {
  it('masks every address in a line', () => {
    expect(
      maskAddresses("rtsp://a:hunter2@cam/1: Connection refused; then 'http://cam/?k=hunter2' too"),
    ).toBe("rtsp://***@cam/1: Connection refused; then 'http://cam/?k=***' too");
  });
});
