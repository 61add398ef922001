import { describe, expect, it } from 'vitest';
import { maskComplaint, maskSource, secretsOf } from './mask-source.js';

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
    ['rtsp://cam/password=hun_ter2_channel=1', 'rtsp://cam/password=***_channel=1'],
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

describe('maskComplaint', () => {
  it('masks every address in a line', () => {
    expect(
      maskComplaint("rtsp://a:hunter2@cam/1: Connection refused; then 'http://cam/?k=hunter2' too"),
    ).toBe("rtsp://***@cam/1: Connection refused; then 'http://cam/?k=***' too");
  });

  it.each([
    [
      "rtsp://admin:it'sHunter2@cam/1",
      "rtsp://admin:it'sHunter2@cam/1: refused",
      'rtsp://***@cam/1: refused',
    ],
    ['rtsp://admin:hun%3Cter2@cam/1', 'no entry for admin:hun<ter2', 'no entry for ***'],
    [
      'rtmp://live/app/hunter2',
      'Failed to play hunter2; stream not found',
      'Failed to play ***; stream not found',
    ],
    ['http://cam/?channel=1&pwd=hunter2', 'code 1 for pwd=hunter2', 'code 1 for pwd=***'],
    ["rtsp://cam/password=hun'ter2_channel=1", "no hun'ter2 here", 'no *** here'],
    ['rtsp://admin:100%hunter2@cam', 'for 100%hunter2', 'for ***'],
    ['/srv/hunter.mp4', '/srv/hunter.mp4: no such file', '/srv/hunter.mp4: no such file'],
    ['test:', 'ended', 'ended'],
  ])('hides the secrets of %s wherever they stand', (source, complaint, shown) => {
    expect(maskComplaint(complaint, secretsOf(source))).toBe(shown);
  });
});
