import { describe, expect, it } from 'vitest';
import type { SourceVideo } from '../media/source-media.js';
import type { VideoSamples } from '../mp4/sample-tables.js';
import { planPassThrough, type PassThroughOptions } from './pass-through.js';
import { every, makeSamples } from './testing/make-samples.js';

/** Ten seconds of 1080p at 30 pictures a second and 12 Mb/s. */
const picture: SourceVideo = {
  streamIndex: 1,
  codec: 'h264',
  codecTag: 'avc1',
  profile: 'High',
  level: 40,
  pixelFormat: 'yuv420p',
  codedWidth: 1920,
  codedHeight: 1080,
  width: 1920,
  height: 1080,
  squarePixels: true,
  rotation: 0,
  averageFrameRate: { num: 30, den: 1 },
  nominalFrameRate: { num: 30, den: 1 },
  interlaced: false,
  hdr: null,
  colorMatrix: 'bt709',
  fullRange: false,
  bitrateBps: 12_000_000,
  startSec: 0,
  durationSec: 10,
  frameCount: null,
};

const samples = makeSamples(300, every(60, 300));

const plan = (
  video: Partial<SourceVideo> = {},
  changes: Partial<VideoSamples> | null = {},
  options: Partial<PassThroughOptions> = {},
) =>
  planPassThrough({ ...picture, ...video }, changes && { ...samples, ...changes }, {
    container: 'mov,mp4,m4a,3gp,3g2,mj2',
    fragmented: false,
    maxSegmentSec: 4,
    totalSec: 10,
    ...options,
  });

/** The times of one of the samples moved by as many ticks. */
const moved = (times: Float64Array, sample: number, ticks: number): Float64Array =>
  times.with(sample, times[sample]! + ticks);

const [edit] = samples.edits;
const edited = (changes: Partial<typeof edit>) => ({ edits: [{ ...edit!, ...changes }] });

describe('planPassThrough', () => {
  it('takes a picture that every browser plays, and says what will be cut', () => {
    expect(plan()).toEqual({
      taken: {
        name: '1080p',
        width: 1920,
        height: 1080,
        streamIndex: 1,
        hlsTimeSec: 4,
        segmentDurationsSec: [4, 4, 2],
        averageBps: 12_000_000,
        timescale: 15_360,
        lastSampleTicks: 512,
      },
      segmentStarts: [0, 120, 240].map((sample) => ({ offset: 48 + 50_000 * sample, size: 50_000 })),
    });
  });

  it('names a portrait picture by its shorter side', () => {
    expect(plan({ width: 1080, height: 1920 })).toMatchObject({ taken: { name: '1080p', height: 1920 } });
  });

  it.each<[string, Partial<SourceVideo>, Partial<VideoSamples>]>([
    ['Constrained Baseline', { profile: 'Constrained Baseline' }, { avc: { ...samples.avc!, profile: 66 } }],
    ['Main', { profile: 'Main' }, { avc: { ...samples.avc!, profile: 77 } }],
    ['level 5.2', { level: 52 }, { avc: { ...samples.avc!, level: 52 } }],
    ['no edit list', {}, { edits: [] }],
    ['an edit rounded to the next movie tick', {}, edited({ duration: 10_001 })],
    ['an edit that ends inside the last picture', {}, edited({ duration: 9_975 })],
    ['key frames that stand closer than a segment', {}, makeSamples(300, [0, 20, 110, 170, 250])],
    ['key frames alone', {}, makeSamples(300, every(1, 300))],
    ['what starts a hair after the sound', { startSec: 0.019 }, {}],
    ['as many pictures as the probe counted', { frameCount: 300 }, {}],
  ])('takes %s', (_, video, changes) => {
    expect(plan(video, changes)).toHaveProperty('taken');
  });

  it('has the last sample last until the end, where the pictures before it were cut off', () => {
    const cutOff = { presentationTimes: moved(samples.presentationTimes, 299, 1024) };
    const edits = edited({ duration: 10_067 });
    expect(plan({}, { ...cutOff, ...edits }, { totalSec: 10.067 })).toMatchObject({
      taken: { segmentDurationsSec: [4, 4, 2 + 1024 / 15_360], lastSampleTicks: 512 + 1024 },
    });
  });

  it.each<[Partial<SourceVideo>, string | null]>([
    [{ codec: 'hevc', hdr: 'pq' }, null],
    [{ codec: 'vp8' }, null],
    [{ rotation: 90 }, 'it is turned by 90°'],
    [{ interlaced: true }, 'it is interlaced'],
    [{ hdr: 'hlg' }, 'it is HDR'],
    [{ fullRange: true, pixelFormat: 'yuvj420p' }, 'its colours use the full range'],
    [{ pixelFormat: 'yuv420p10le' }, 'not every browser plays its pixel format yuv420p10le'],
    [{ profile: 'High 10' }, 'not every browser plays its H.264 profile High 10'],
    [{ profile: null }, 'not every browser plays its H.264 profile unknown'],
    [{ level: 60 }, 'its H.264 level is above 5.2'],
    [{ level: null }, 'its H.264 level is above 5.2'],
    [{ squarePixels: false }, 'its pixels are not square'],
    [{ width: 1919 }, 'its size of 1919×1080 is odd'],
    [{ width: 4098, height: 2160 }, 'its longer side is above 4096 pixels'],
    [{ startSec: 0.5 }, 'it begins 0.50 s after the sound'],
    [{ frameCount: 301 }, 'its index and its contents do not agree'],
    [{ profile: 'Main' }, 'its header names another H.264 profile'],
  ])('encodes anew what the probe found: %j', (video, refused) => {
    expect(plan(video)).toEqual({ refused });
  });

  it.each<[string, Partial<PassThroughOptions>, VideoSamples | null]>([
    [
      'only MP4 and MOV files have an index that can be checked beforehand',
      { container: 'matroska,webm' },
      null,
    ],
    ['its index could not be read', {}, null],
    ['its index could not be read', {}, makeSamples(0, [])],
    ['it comes in fragments, without one index of all pictures', { fragmented: true }, makeSamples(0, [])],
  ])('encodes anew what has no whole index: %s', (refused, options, changes) => {
    expect(plan({}, changes, options)).toEqual({ refused });
  });

  it.each<[string, Partial<VideoSamples>]>([
    ['its format changes on the way', { sampleEntries: ['avc1', 'avc1'] }],
    ['it is stored as "avc3" instead of "avc1"', { sampleEntries: ['avc3'] }],
    ['it is stored as "encv" instead of "avc1"', { sampleEntries: ['encv'], avc: null }],
    ['its header names an H.264 level above 5.2', { avc: { ...samples.avc!, level: 60 } }],
    ['it is turned or mirrored', { upright: false }],
    ['an edit list cuts, delays or slows it', edited({ mediaTime: -1 })],
    ['an edit list cuts, delays or slows it', edited({ rate: 0.5 })],
    ['an edit list cuts, delays or slows it', edited({ duration: 10_034 })],
    ['an edit list cuts, delays or slows it', edited({ duration: 9_966 })],
    ['an edit list cuts, delays or slows it', { edits: [edit!, edit!] }],
    [
      'an edit list cuts, delays or slows it',
      { presentationTimes: samples.presentationTimes.map((time) => time - 512) },
    ],
    ['two of its pictures have the same time', { decodeTimes: moved(samples.decodeTimes, 7, 512) }],
    ['it has 120 pictures a second', { timescale: 4 * samples.timescale, movieTimescale: 4000 }],
    ['it does not begin with a key frame', { keyFrames: Uint32Array.of(60, 120) }],
    ['it does not begin with a key frame', { keyFrames: Uint32Array.of() }],
    ['its key frames are up to 8.3 s apart', makeSamples(300, [0, 30, 279])],
    ['its key frames are up to 9.0 s apart', makeSamples(300, [0, 30])],
    ['its groups of pictures overlap', { namesOpenGroups: true }],
    [
      'its groups of pictures overlap',
      { presentationTimes: moved(samples.presentationTimes, 121, -1536 - 512) },
    ],
    ['its groups of pictures overlap', { presentationTimes: moved(samples.presentationTimes, 119, 1536) }],
    [
      'its bit rate of 16.8 Mb/s is above what 1080p is allowed (16.2 Mb/s)',
      { sizes: new Uint32Array(300).fill(70_000) },
    ],
    ['its key frames lie too unevenly for segments of 4.0 s', makeSamples(300, [0, 3, 122, 240])],
  ])('encodes anew where the index says: %s', (refused, changes) => {
    expect(plan({}, changes)).toEqual({ refused });
  });

  it('encodes anew where a picture stands for long', () => {
    const long = makeSamples(300, every(60, 300), { edits: [] });
    const decodeTimes = long.decodeTimes.map((time, sample) => (sample > 30 ? time + 20_480 : time));
    const presentationTimes = long.presentationTimes.map((time, sample) =>
      sample > 30 ? time + 20_480 : time,
    );
    expect(plan({}, { ...long, decodeTimes, presentationTimes })).toEqual({
      refused: 'one of its pictures lasts 1.4 s',
    });
  });

  it('encodes anew what is decoded so early that the constant offset would not keep its time above zero', () => {
    const presentationTimes = samples.presentationTimes;
    const early = edited({ mediaTime: 15_361 });
    expect(plan({}, { presentationTimes, ...early })).toEqual({
      refused: 'its pictures are decoded too long before they are shown',
    });
    expect(plan({}, edited({ mediaTime: 15_360 }))).toHaveProperty('taken');
  });

  it('allows a higher bit rate to more pictures a second, and less to a smaller picture', () => {
    const fast = { ...samples, timescale: 2 * samples.timescale, ...edited({ duration: 5000 }) };
    expect(plan({}, fast, { totalSec: 5 })).toHaveProperty('taken');
    expect(plan({ width: 1280, height: 720 })).toEqual({
      refused: 'its bit rate of 12.0 Mb/s is above what 720p is allowed (9.0 Mb/s)',
    });
  });

  it.each([
    [10.06, 'it ends 0.06 s before the film does'],
    [12, 'it ends 2.00 s before the film does'],
    [9.94, 'it ends 0.06 s after the film does'],
  ])('encodes anew what is not as long as the other renditions: %s s', (totalSec, refused) => {
    expect(plan({}, {}, { totalSec })).toEqual({ refused });
  });

  it('counts a late start towards the end', () => {
    expect(plan({ startSec: 0.015 }, {}, { totalSec: 10.04 })).toHaveProperty('taken');
  });
});
