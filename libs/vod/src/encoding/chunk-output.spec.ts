import { describe, expect, it } from 'vitest';
import { buildMediaPlaylist } from '../playlist/media-playlist.js';
import type { RenditionMedia, SegmentMedia } from '../playlist/rendition-media.js';
import type { AttemptPlan } from './attempt-plan.js';
import {
  emptyOutput,
  joinChunks,
  joinParts,
  PartsDontFit,
  type ChunkOutput,
  type ChunkProgress,
  type RenditionPart,
} from './chunk-output.js';

const ticksPerSegment = 360_000;

const segment = (sizeBytes: number, durationSec = 4): SegmentMedia => ({
  durationSec,
  sizeBytes,
  iFrameBytes: 10_000,
});

/** A part of a picture of 25 fps that begins with the given segment. */
const part = (
  firstSegment: number,
  segments: SegmentMedia[],
  changes: Partial<RenditionPart> = {},
): RenditionPart => ({
  kind: 'video',
  width: 1280,
  height: 720,
  codecs: 'avc1.64001f',
  timescale: 90_000,
  initHash: 'one',
  startTicks: firstSegment * ticksPerSegment,
  endTicks: (firstSegment + segments.length) * ticksPerSegment,
  sampleCount: segments.length * 100,
  segments,
  ...changes,
});
const soundPart = (segments: SegmentMedia[]): RenditionPart =>
  part(0, segments, { kind: 'audio', width: null, height: null, codecs: 'mp4a.40.2' });

const chunk = (
  index: number,
  renditions: Record<string, RenditionPart>,
  { isDone = true, leftOut = null }: { isDone?: boolean; leftOut?: ChunkOutput['leftOut'] } = {},
): ChunkProgress => ({
  index,
  kind: index === -2 ? 'pass_through' : index === -1 ? 'audio' : 'picture',
  isDone,
  output: { ...emptyOutput, renditions, leftOut },
});
const running = { isDone: false };

/** Two renditions and sound; what joinChunks reads of a plan. */
const plan = {
  picture: { frameRate: { num: 25, den: 1 }, renditions: [{ name: '720p' }, { name: '480p' }] },
  audio: { language: 'fr' },
  passThrough: null,
  targetDurationSec: 4,
} as unknown as AttemptPlan;

/** "720p: 1000 2000", the sizes of what can be played. */
const lines = (renditions: RenditionMedia[]): string[] =>
  renditions.map(({ name, segments }) => `${name}: ${segments.map(({ sizeBytes }) => sizeBytes).join(' ')}`);
const joined = (...chunks: ChunkProgress[]): string[] => lines(joinChunks(plan, chunks));

describe('joinParts', () => {
  it('is the first part where there is nothing before it', () => {
    const first = part(0, [segment(1)]);
    expect(joinParts(undefined, first)).toBe(first);
  });

  it('adds what came after', () => {
    expect(joinParts(part(0, [segment(1), segment(2)]), part(2, [segment(3, 1.2)]))).toEqual({
      ...part(0, [segment(1), segment(2), segment(3, 1.2)]),
      endTicks: 3 * ticksPerSegment,
      sampleCount: 300,
    });
  });

  it('leaves its parts as they were', () => {
    const [first, next] = [part(0, [segment(1)]), part(1, [segment(2)])];
    joinParts(first, next);
    expect([first, next]).toEqual([part(0, [segment(1)]), part(1, [segment(2)])]);
  });

  it.each<[string, RenditionPart, string]>([
    ['another init segment', part(1, [segment(2)], { initHash: 'two' }), 'their init segments differ'],
    ['a gap', part(2, [segment(2)]), 'decode times jump from 360000 to 720000'],
    ['an overlap', part(0, [segment(2)]), 'decode times jump from 360000 to 0'],
    [
      'a tick too many',
      part(1, [segment(2)], { startTicks: 360_001 }),
      'decode times jump from 360000 to 360001',
    ],
  ])('refuses %s', (_, next, message) => {
    expect(() => joinParts(part(0, [segment(1)]), next)).toThrow(new PartsDontFit(message));
  });
});

describe('joinChunks', () => {
  const head = chunk(0, { '720p': part(0, [segment(1000)]), '480p': part(0, [segment(500)]) });

  it('measures each rendition from its segments', () => {
    const sound = chunk(-1, { audio: soundPart([segment(65_000), segment(64_000)]) });
    expect(joinChunks(plan, [head, sound])).toEqual([
      {
        name: '720p',
        kind: 'video',
        width: 1280,
        height: 720,
        fps: 25,
        codecs: 'avc1.64001f',
        bandwidthBps: 2000,
        averageBandwidthBps: 2000,
        language: null,
        segments: [segment(1000)],
      },
      {
        name: '480p',
        kind: 'video',
        width: 1280,
        height: 720,
        fps: 25,
        codecs: 'avc1.64001f',
        bandwidthBps: 1000,
        averageBandwidthBps: 1000,
        language: null,
        segments: [segment(500)],
      },
      {
        name: 'audio',
        kind: 'audio',
        width: null,
        height: null,
        fps: null,
        codecs: 'mp4a.40.2',
        bandwidthBps: 130_000,
        averageBandwidthBps: 129_000,
        language: 'fr',
        segments: [segment(65_000), segment(64_000)],
      },
    ]);
  });

  it('is nothing before there is a segment', () => {
    expect(joined()).toEqual([]);
    expect(joined(chunk(0, {}, running), chunk(-1, {}, running))).toEqual([]);
    expect(joined(chunk(0, { '720p': part(0, []) }, running))).toEqual([]);
  });

  it('goes up to the first chunk that is not done, with what that one has so far', () => {
    const second = chunk(1, { '720p': part(1, [segment(1001)]), '480p': part(1, [segment(501)]) }, running);
    const third = chunk(2, { '720p': part(2, [segment(1002)]), '480p': part(2, [segment(502)]) });
    expect(joined(head, second, third)).toEqual(['720p: 1000 1001', '480p: 500 501']);
    expect(joined(head, chunk(1, {}, running), third)).toEqual(['720p: 1000', '480p: 500']);
  });

  it('takes chunks in the order of their places, however they come', () => {
    const places = [2, 0, 1].map((at) => chunk(at, { '720p': part(at, [segment(at)]) }));
    expect(joined(...places)).toEqual(['720p: 0 1 2']);
  });

  it('a rendition that lags holds back no other', () => {
    const lagging = chunk(1, { '720p': part(1, [segment(1001), segment(1002)]) }, running);
    expect(joined(head, lagging)).toEqual(['720p: 1000 1001 1002', '480p: 500']);
  });

  it('a rendition that a done chunk lacks ends there, and misses nothing in its middle', () => {
    const lacking = chunk(1, { '720p': part(1, [segment(1001)]) });
    const next = chunk(2, { '720p': part(2, [segment(1002)]), '480p': part(2, [segment(502)]) });
    expect(joined(head, lacking, next)).toEqual(['720p: 1000 1001 1002', '480p: 500']);
  });

  it('sound goes its own way, and is left out when its chunk says so', () => {
    const sound = { audio: soundPart([segment(60), segment(61), segment(62)]) };
    expect(joined(head, chunk(-1, sound, running))).toEqual(['720p: 1000', '480p: 500', 'audio: 60 61 62']);
    const leftOut = { code: 'audio_failed', detail: 'no sound' } as const;
    expect(joined(head, chunk(-1, sound, { leftOut }))).toEqual(['720p: 1000', '480p: 500']);
  });

  it('the copy of the original comes first, with the rate that it has', () => {
    const copied = part(0, [segment(9000), segment(9001, 3.96)], {
      width: 1920,
      height: 1080,
      sampleCount: 199,
    });
    const withCopy = { ...plan, passThrough: { name: '1080p' } } as AttemptPlan;
    const renditions = joinChunks(withCopy, [head, chunk(-2, { '1080p': copied })]);
    expect(lines(renditions)).toEqual(['1080p: 9000 9001', '720p: 1000', '480p: 500']);
    expect(renditions.map(({ fps }) => fps)).toEqual([25, 25, 25]);
    const leftOut = { code: 'not_passed_through', detail: 'it did not fit' } as const;
    expect(lines(joinChunks(withCopy, [head, chunk(-2, { '1080p': copied }, { leftOut })]))).toEqual([
      '720p: 1000',
      '480p: 500',
    ]);
  });

  it('throws when two chunks do not fit', () => {
    const misfit = chunk(1, { '720p': part(1, [segment(1)], { initHash: 'two' }) });
    expect(() => joinChunks(plan, [head, misfit])).toThrow(PartsDontFit);
  });

  it('joins the chunks of ten hours in no time', () => {
    const many = Array.from({ length: 1200 }, (_, at) =>
      chunk(at, {
        '720p': part(
          at * 8,
          Array.from({ length: 8 }, () => segment(at)),
        ),
      }),
    );
    const startedAt = performance.now();
    expect(joinChunks(plan, many)[0]?.segments).toHaveLength(9600);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});

describe('the playlist of a growing rendition', () => {
  const playlist = (...chunks: ChunkProgress[]): string =>
    buildMediaPlaylist({
      segments: joinChunks(plan, chunks)[0]!.segments,
      targetDurationSec: plan.targetDurationSec,
      type: 'EVENT',
      uriOf: (fileName) => fileName,
    });
  const again = { ...segment(1001), fileName: 'seg_00001-2.m4s' };
  const first = chunk(0, { '720p': part(0, [segment(1000)]) });
  const second = chunk(1, { '720p': part(1, [again]) }, running);
  const secondDone = chunk(1, { '720p': part(1, [again, segment(1002, 2.36)]) });

  it('begins with the first segment', () => {
    expect(playlist(first)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
seg_00000.m4s
`);
  });

  it('grows by appending, also across a crash: what was encoded again has another name', () => {
    expect(playlist(first, secondDone)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
seg_00000.m4s
#EXTINF:4.000000,
seg_00001-2.m4s
#EXTINF:2.360000,
seg_00002.m4s
`);
    const texts = [playlist(first), playlist(first, second), playlist(first, secondDone)];
    expect(texts[1]!.startsWith(texts[0]!)).toBe(true);
    expect(texts[2]!.startsWith(texts[1]!)).toBe(true);
  });
});
