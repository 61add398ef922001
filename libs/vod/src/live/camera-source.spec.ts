import { describe, expect, it } from 'vitest';
import { CameraSourceError, parseCameraSource, parseVideoSources } from './camera-source.js';

describe('parseCameraSource', () => {
  it.each([
    ['0', { kind: 'device', path: '/dev/video0' }],
    ['07', { kind: 'device', path: '/dev/video7' }],
    ['/dev/video12', { kind: 'device', path: '/dev/video12' }],
    [
      '/dev/v4l/by-id/usb-Cam_HD-video-index0',
      { kind: 'device', path: '/dev/v4l/by-id/usb-Cam_HD-video-index0' },
    ],
    ['test:', { kind: 'test' }],
    [' /srv/films/door.mp4 ', { kind: 'file', path: '/srv/films/door.mp4' }],
    ['/srv/a film, with blanks.mp4', { kind: 'file', path: '/srv/a film, with blanks.mp4' }],
    [
      'rtsp://u:p@cam:554/h264?ch=1',
      { kind: 'network', protocol: 'rtsp', url: 'rtsp://u:p@cam:554/h264?ch=1' },
    ],
    [
      "rtsp://o'neil:it's@cam/it's",
      { kind: 'network', protocol: 'rtsp', url: "rtsp://o%27neil:it%27s@cam/it's" },
    ],
    ['RTSPS://cam/x', { kind: 'network', protocol: 'rtsps', url: 'rtsps://cam/x' }],
    ['http://cam/video', { kind: 'network', protocol: 'http', url: 'http://cam/video' }],
    ['https://cam/live.m3u8', { kind: 'network', protocol: 'https', url: 'https://cam/live.m3u8' }],
    ['rtmp://cam/live/key', { kind: 'network', protocol: 'rtmp', url: 'rtmp://cam/live/key' }],
    ['srt://cam:9000?streamid=a', { kind: 'network', protocol: 'srt', url: 'srt://cam:9000?streamid=a' }],
  ])('reads %s', (text, source) => {
    expect(parseCameraSource(text)).toEqual(source);
  });

  it.each([
    '',
    ' ',
    '-1',
    '1234',
    '-i',
    '-f lavfi',
    'video0',
    'door.mp4',
    './door.mp4',
    'test',
    'test:x',
    'file:/etc/passwd',
    'concat:/a|/b',
    'gopher://cam/x',
    'lavfi:testsrc',
    'rtsp:cam/x',
    'rtsp:///x',
    'rtsp://',
    'http://cam/a b',
    'http://cam/\n-i',
    '/proc/self/environ',
    '/dev/zero',
    '/dev/mem',
    '/sys',
    '/srv/../etc/passwd',
    'pipe:0',
    'data:video/mp4;base64,AA',
    'udp://239.0.0.1:1234',
    `/${'x'.repeat(2001)}`,
  ])('refuses %j, says what to write, and repeats nothing of it', (text) => {
    let message = '';
    try {
      parseCameraSource(text);
    } catch (error) {
      expect(error).toBeInstanceOf(CameraSourceError);
      message = (error as Error).message;
    }
    expect(message).toContain(
      'write a camera index like 0, a device like /dev/video0, an address that begins with',
    );
    if (text.length > 8) expect(message).not.toContain(text);
  });

  it('begins every path and address of ffmpeg with something that is no option', () => {
    for (const text of ['0', '/-i', 'http://-i/', 'rtsp://-y']) {
      const source = parseCameraSource(text);
      expect('url' in source ? source.url : 'path' in source ? source.path : '').not.toMatch(/^-/);
    }
  });
});

describe('parseVideoSources', () => {
  it('reads a list with commas', () => {
    expect(parseVideoSources('0, rtsp://cam/1,,test:')).toEqual([
      { name: 'Camera 1', source: '0' },
      { name: 'Camera 2', source: 'rtsp://cam/1' },
      { name: 'Camera 3', source: 'test:' },
    ]);
  });

  it('reads JSON, with names where there are any', () => {
    expect(parseVideoSources('["http://cam/?a=1,2", {"name": " Door ", "source": "test:"}]')).toEqual([
      { name: 'Camera 1', source: 'http://cam/?a=1,2' },
      { name: 'Door', source: 'test:' },
    ]);
  });

  it.each([
    '[',
    '[1]',
    '[{"name":"x"}]',
    '["test:"',
    '{"source":"test:"}',
    '0,wrong',
    '["wrong"]',
    '[{"name":"a","source":"0"},{"name":"a","source":"1"}]',
    '[{"name":"a","source":"0","password":"x"}]',
  ])('refuses %s', (text) => {
    expect(() => parseVideoSources(text)).toThrow(CameraSourceError);
  });
});
