import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testCameraResultSchema } from '@sluice/vod';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCamera } from './test-camera.js';

describe('testCamera', () => {
  let folder: string;
  let film: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-try-'));
    film = join(folder, 'film.mp4');
    // prettier-ignore
    execFileSync('ffmpeg', [
      '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25:duration=3', '-f', 'lavfi', '-i', 'sine=duration=3',
      '-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '25', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film,
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const test = async (source: string, transcode: 'auto' | 'never' = 'auto') => {
    const { signal } = new AbortController();
    const result = await testCamera(source, {
      ffmpegPath: 'ffmpeg',
      ffprobePath: 'ffprobe',
      transcode,
      signal,
    });
    return testCameraResultSchema.parse(result);
  };
  const sizeOf = async (picture: string): Promise<[number, number]> => {
    const [, data] = picture.split('data:image/jpeg;base64,');
    const { width, height } = await sharp(Buffer.from(data!, 'base64')).metadata();
    return [width, height];
  };

  it('tells what a film is, and shows it', async () => {
    const result = await test(film);
    if (!result.ok) throw new Error(result.detail);
    const { picture, ...media } = result.test;
    expect(media).toEqual({
      codec: 'h264',
      width: 1280,
      height: 720,
      fps: 25,
      gopSec: 1,
      hasAudio: true,
      willEncode: false,
      reason: 'H.264 that fits',
    });
    expect(await sizeOf(picture!)).toEqual([640, 360]);
  });

  it('shows the test picture', async () => {
    const result = await test('test:');
    expect(result).toMatchObject({ ok: true, test: { width: 640, willEncode: true, hasAudio: false } });
    if (result.ok) expect(await sizeOf(result.test.picture!)).toEqual([640, 360]);
  });

  it.each([
    ['what is no source', 'cam', /^This kind of source is not known/],
    ['a device that is not there', '/dev/video199', /No such file or directory/],
    ['a film that is not there', '/srv/nothing.mp4', /No such file or directory/],
    ['an address where nobody is', 'rtsp://user:geheim@127.0.0.1:9/1', /Connection refused/],
  ])('says what is wrong with %s, and no password', async (_, source, detail) => {
    const result = await test(source);
    expect(result).toEqual({ ok: false, code: 'camera_unreachable', detail: expect.stringMatching(detail) });
    expect(JSON.stringify(result)).not.toContain('geheim');
  });

  it('says that a camera would have to be encoded where that is forbidden', async () => {
    const mjpeg = join(folder, 'mjpeg.avi');
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=duration=1',
      '-c:v',
      'mjpeg',
      mjpeg,
    ]);
    expect(await test(mjpeg, 'never')).toEqual({
      ok: false,
      code: 'camera_unreachable',
      detail: expect.stringMatching(/^The camera sends mjpeg, which must be encoded anew/),
    });
    expect(await test(mjpeg)).toMatchObject({ ok: true, test: { codec: 'mjpeg', willEncode: true } });
  });
});
