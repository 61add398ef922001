import { parseCameraSource } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { parseCameraProbe, type CameraMedia } from './camera-media.js';
import { CaptureRefused, planCapture } from './capture-plan.js';

const source = parseCameraSource('rtsp://cam/1');
const media: CameraMedia = {
  codec: 'h264',
  width: 1280,
  height: 720,
  fps: 25,
  pixelFormat: 'yuv420p',
  isInterlaced: false,
  isTimed: true,
  hasBFrames: false,
  gopSec: 2,
  audioCodec: null,
};

describe('planCapture', () => {
  it.each<[string, Partial<CameraMedia>, 'copy' | 'encode', string]>([
    ['H.264 that fits', {}, 'copy', 'H.264 that fits'],
    ['H.264 of which one key frame was seen', { gopSec: null }, 'copy', 'H.264 that fits'],
    ['H.264 with a key frame every 2.5 s', { gopSec: 2.5 }, 'copy', 'H.264 that fits'],
    ['H.264 with fewer', { gopSec: 4 }, 'encode', 'a key frame only every 4.0 s'],
    ['B-frames', { hasBFrames: true }, 'encode', 'the camera sends B-frames'],
    ['HEVC', { codec: 'hevc' }, 'encode', 'the camera sends hevc'],
    ['MJPEG', { codec: 'mjpeg' }, 'encode', 'the camera sends mjpeg'],
    ['H.264 of full range', { pixelFormat: 'yuvj420p' }, 'copy', 'H.264 that fits'],
    [
      '10 bits',
      { pixelFormat: 'yuv420p10le' },
      'encode',
      "the camera sends yuv420p10le, which browsers don't show",
    ],
    ['half pictures', { isInterlaced: true }, 'encode', 'the camera sends interlaced pictures'],
    ['bare H.264', { isTimed: false }, 'encode', 'the camera sends pictures without times'],
  ])('auto: %s', (_, own, video, reason) => {
    expect(planCapture(source, { ...media, ...own }, 'auto')).toMatchObject({ video, sound: 'none', reason });
  });

  it('always and never mean it', () => {
    expect(planCapture(source, media, 'always').video).toBe('encode');
    expect(planCapture(source, { ...media, gopSec: 10, hasBFrames: true }, 'never').video).toBe('copy');
    expect(() => planCapture(source, { ...media, codec: 'mjpeg' }, 'never')).toThrow(CaptureRefused);
    expect(() => planCapture(source, { ...media, isTimed: false }, 'never')).toThrow(CaptureRefused);
  });

  it('dates by arrival what comes without times', () => {
    expect(planCapture(source, media, 'auto').times).toBe('camera');
    expect(planCapture(source, { ...media, codec: 'mjpeg', isTimed: false }, 'auto').times).toBe('arrival');
  });

  it('makes the test picture, whatever is set', () => {
    expect(planCapture({ kind: 'test' }, media, 'never').video).toBe('encode');
  });

  it.each([
    [null, 'none'],
    ['unknown', 'none'],
    ['aac', 'copy'],
    ['pcm_mulaw', 'encode'],
  ])('sound: %s', (audioCodec, sound) => {
    expect(planCapture(source, { ...media, audioCodec }, 'auto').sound).toBe(sound);
  });
});

describe('parseCameraProbe', () => {
  const video = {
    index: 1,
    codec_type: 'video',
    codec_name: 'h264',
    width: 640,
    height: 360,
    avg_frame_rate: '0/0',
    r_frame_rate: '25/1',
    pix_fmt: 'yuv420p',
    field_order: 'progressive',
  };
  const packets = (times: number[], keys: number[]) =>
    times.map((time) => ({
      stream_index: 1,
      pts_time: time.toFixed(6),
      flags: keys.includes(time) ? 'K__' : '___',
    }));
  const probe = (streams: object[], list: object[], format_name = 'rtsp'): string =>
    JSON.stringify({ format: { format_name }, streams, packets: list });

  it('sees size, rate, key frames and sound', () => {
    const sound = { index: 0, codec_type: 'audio', codec_name: 'pcm_alaw', r_frame_rate: '0/0' };
    const noise = [{ stream_index: 0, pts_time: '9.000000', flags: 'K_' }];
    const list = [...packets([0, 0.5, 1, 1.5, 2, 2.5, 3], [0, 1, 3]), ...noise];
    expect(parseCameraProbe(probe([sound, video], list))).toEqual({
      codec: 'h264',
      width: 640,
      height: 360,
      fps: 25,
      pixelFormat: 'yuv420p',
      isInterlaced: false,
      isTimed: true,
      hasBFrames: false,
      gopSec: 2,
      audioCodec: 'pcm_alaw',
    });
  });

  it('sees B-frames by the order of times', () => {
    expect(parseCameraProbe(probe([video], packets([0, 0.12, 0.04, 0.08], [0])))).toMatchObject({
      hasBFrames: true,
    });
  });

  it('sees half pictures', () => {
    expect(parseCameraProbe(probe([{ ...video, field_order: 'tb' }], []))).toMatchObject({
      isInterlaced: true,
    });
    expect(parseCameraProbe(probe([{ ...video, field_order: 'unknown' }], []))).toMatchObject({
      isInterlaced: false,
    });
  });

  it('believes no rate of pictures without times', () => {
    const jpegs = { ...video, codec_name: 'mjpeg' };
    expect(parseCameraProbe(probe([jpegs], [], 'mpjpeg'))).toMatchObject({ isTimed: false, fps: null });
  });

  it('takes a long time without a key frame for few of them, and a short one for nothing', () => {
    expect(parseCameraProbe(probe([video], packets([0, 1, 2, 3, 4], [0])))).toMatchObject({ gopSec: 4 });
    expect(parseCameraProbe(probe([video], packets([0, 1, 2], [0])))).toMatchObject({ gopSec: null });
    expect(parseCameraProbe(probe([video], []))).toMatchObject({ gopSec: null });
  });

  it('finds no camera where there is no picture', () => {
    expect(parseCameraProbe(probe([{ index: 0, codec_type: 'audio', codec_name: 'aac' }], []))).toBeNull();
    expect(parseCameraProbe('{"format":{"format_name":"mpegts"},"streams":[]}')).toBeNull();
  });
});
