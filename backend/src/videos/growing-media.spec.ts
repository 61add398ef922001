import type { Video } from '@sluice/database';
import { emptyOutput, type AttemptPlan, type ChunkProgress, type RenditionPart } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { grow, isGrowing } from './growing-media.js';

const plan = {
  picture: { frameRate: { num: 25, den: 1 }, renditions: [{ name: '720p' }] },
  audio: { language: null },
  passThrough: { name: '1080p' },
  targetDurationSec: 4,
} as unknown as AttemptPlan;

const part = (kind: 'video' | 'audio', firstSegment: number): RenditionPart => ({
  kind,
  width: 1280,
  height: 720,
  codecs: 'avc1.64001f',
  timescale: 1,
  initHash: 'one',
  startTicks: 4 * firstSegment,
  endTicks: 4 * firstSegment + 4,
  sampleCount: 100,
  segments: [{ durationSec: 4, sizeBytes: 1000 + firstSegment, iFrameBytes: 10 }],
});
const picture = (index: number, isDone = true): ChunkProgress => ({
  index,
  kind: 'picture',
  isDone,
  output: { ...emptyOutput, renditions: { '720p': part('video', index) } },
});
const sound: ChunkProgress = {
  index: -1,
  kind: 'audio',
  isDone: false,
  output: { ...emptyOutput, renditions: { audio: part('audio', 0) } },
};
const nothing = { plan, settled: [] };
const lines = ({ renditions }: ReturnType<typeof grow>): string[] =>
  renditions.map(({ name, segments }) => `${name} ${segments.map(({ sizeBytes }) => sizeBytes).join(' ')}`);

describe('grow', () => {
  it('keeps what changes no more, and shows what is running beside it', () => {
    const first = grow(nothing, [sound, picture(0), picture(1, false)]);
    expect(first.settled).toEqual([picture(0)]);
    expect(lines(first)).toEqual(['720p 1000 1001', 'audio 1000']);
    const second = grow(first, [{ ...sound, isDone: true }, picture(1), picture(2)]);
    expect(second.settled.map(({ index }) => index)).toEqual([0, -1, 1, 2]);
    expect(lines(second)).toEqual(['720p 1000 1001 1002', 'audio 1000']);
    expect(lines(grow(second, []))).toEqual(lines(second));
  });

  it('shows no sound alone where there are pictures to come', () => {
    expect(lines(grow(nothing, [sound]))).toEqual([]);
    expect(lines(grow({ plan: { ...plan, picture: null }, settled: [] }, [sound]))).toEqual(['audio 1000']);
  });

  it('shows nothing of parts that do not fit, and does not fall over', () => {
    expect(lines(grow(nothing, [sound, picture(0), picture(2)]))).toEqual([]);
  });
});

describe('isGrowing', () => {
  const video = { status: 'processing', playableAt: new Date(), publishedAttempt: null } as Video;
  it.each<[boolean, string, Partial<Video>]>([
    [true, 'playable and not yet ready', {}],
    [false, 'not playable yet', { playableAt: null }],
    [false, 'published', { status: 'ready', publishedAttempt: 1 }],
    [false, 'processed anew', { publishedAttempt: 1 }],
    [false, 'failed', { status: 'failed', playableAt: null }],
  ])('%s: %s', (expected, _, change) => {
    expect(isGrowing({ ...video, ...change })).toBe(expected);
  });
});
