import type { Video } from '@sluice/database';
import { videoSchema, type Storyboard, type VideoView } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { presentVideo, type PresentedParts } from './present-video.js';
import type { RenditionNumbers } from './rendition-numbers.js';

const id = '0b7a2f3c-9d1e-4c5b-8a6f-001122334455';
const ownerId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

/** A ready video, as its row says. */
const ready: Video = {
  id,
  owner: {
    id: ownerId,
    email: 'ada@example.org',
    name: 'Ada',
    passwordHash: 'secret',
    role: 'member',
    disabledAt: null,
    quotaBytes: null,
    quotaVideos: null,
    createdAt: new Date('2026-01-01T00:00:00Z'),
  },
  title: 'Over the roofs',
  description: 'Two\nlines',
  visibility: 'public',
  status: 'ready',
  stage: null,
  progress: 1,
  etaSec: null,
  speed: null,
  attempt: 2,
  tries: 1,
  leaseUntil: new Date('2026-11-20T08:00:00Z'),
  notBefore: null,
  sentAt: new Date('2026-11-20T07:58:01Z'),
  playableAt: new Date('2026-11-20T07:59:00.123Z'),
  readyAt: new Date('2026-11-20T07:59:30Z'),
  publishedAttempt: 2,
  hlsKey: `videos/${id}/a2/master.m3u8`,
  thumbnailKey: `videos/${id}/a2/thumbnail.jpg`,
  posterKey: `videos/${id}/a2/poster.jpg`,
  storyboard: null,
  durationSec: 60,
  width: 1920,
  height: 1080,
  fps: 29.97,
  warnings: [{ code: 'tone_mapped', detail: 'The source is HDR (PQ).' }],
  errorCode: null,
  errorDetail: null,
  sourceKind: 'upload',
  sourcePath: `sources/${id}`,
  sourceFileName: 'roofs.mov',
  sourceSizeBytes: 90_000_000,
  sourceSha256: 'a'.repeat(64),
  sourceRemovedAt: null,
  sourceContainer: 'mov,mp4,m4a,3gp,3g2,mj2',
  sourceVideoCodec: 'hevc',
  sourceAudioCodec: 'aac',
  createdAt: new Date('2026-11-20T07:58:00Z'),
  updatedAt: new Date('2026-11-20T07:59:30Z'),
};

const picture720: RenditionNumbers = {
  name: '720p',
  kind: 'video',
  width: 1280,
  height: 720,
  fps: 29.97,
  codecs: 'avc1.64001f',
  bandwidthBps: 2_400_000,
  averageBandwidthBps: 1_900_000,
  language: null,
  availableSec: 60,
};
const picture480: RenditionNumbers = {
  ...picture720,
  name: '480p',
  width: 854,
  height: 480,
  codecs: 'avc1.64001e',
  bandwidthBps: 1_200_000,
  averageBandwidthBps: 900_000,
};
const sound: RenditionNumbers = {
  ...picture720,
  name: 'audio',
  kind: 'audio',
  width: null,
  height: null,
  fps: null,
  codecs: 'mp4a.40.2',
  bandwidthBps: 131_000,
  averageBandwidthBps: 128_500,
};

const parts: PresentedParts = {
  renditions: [picture480, sound, picture720],
  chunks: null,
  clip: null,
  queuePosition: null,
  mediaRoot: '/media',
  posterUrl: `/media/videos/${id}/a2/poster.jpg`,
  thumbnailUrl: `/media/videos/${id}/a2/thumbnail.jpg`,
};
const nothing: PresentedParts = {
  renditions: [],
  chunks: null,
  clip: null,
  queuePosition: null,
  mediaRoot: '/media',
  posterUrl: null,
  thumbnailUrl: null,
};

const storyboard: Storyboard = {
  intervalSec: 2.002,
  tileWidth: 160,
  tileHeight: 90,
  columns: 10,
  rows: 10,
  tileCount: 30,
  durationSec: 60,
};

const processing: Video = {
  ...ready,
  status: 'processing',
  stage: 'encoding',
  progress: 0.485,
  etaSec: 30,
  speed: 2.5,
  attempt: 1,
  playableAt: null,
  readyAt: null,
  publishedAttempt: null,
  hlsKey: null,
  thumbnailKey: null,
  posterKey: null,
  storyboard: null,
  durationSec: null,
  warnings: [],
};

const readyView: VideoView = {
  id,
  title: 'Over the roofs',
  description: 'Two\nlines',
  visibility: 'public',
  owner: { id: ownerId, name: 'Ada' },
  status: 'ready',
  stage: null,
  progress: 1,
  etaSec: null,
  speed: null,
  queuePosition: null,
  chunks: null,
  clip: null,
  playable: true,
  playableSec: 60,
  hlsUrl: `/media/videos/${id}/master.m3u8`,
  posterUrl: `/media/videos/${id}/a2/poster.jpg`,
  thumbnailUrl: `/media/videos/${id}/a2/thumbnail.jpg`,
  storyboardUrl: null,
  durationSec: 60,
  width: 1920,
  height: 1080,
  fps: 29.97,
  renditions: [
    {
      name: '720p',
      width: 1280,
      height: 720,
      codecs: 'avc1.64001f,mp4a.40.2',
      bandwidthBps: 2_531_000,
      averageBandwidthBps: 2_028_500,
      availableSec: 60,
    },
    {
      name: '480p',
      width: 854,
      height: 480,
      codecs: 'avc1.64001e,mp4a.40.2',
      bandwidthBps: 1_331_000,
      averageBandwidthBps: 1_028_500,
      availableSec: 60,
    },
  ],
  warnings: [{ code: 'tone_mapped', detail: 'The source is HDR (PQ).' }],
  error: null,
  source: {
    kind: 'upload',
    fileName: 'roofs.mov',
    sizeBytes: 90_000_000,
    container: 'mov,mp4,m4a,3gp,3g2,mj2',
    videoCodec: 'hevc',
    audioCodec: 'aac',
    sha256: 'a'.repeat(64),
    isKept: true,
  },
  createdAt: '2026-11-20T07:58:00.000Z',
  playableAt: '2026-11-20T07:59:00.123Z',
  readyAt: '2026-11-20T07:59:30.000Z',
  attempt: 2,
};

const processingView: VideoView = {
  ...readyView,
  status: 'processing',
  stage: 'encoding',
  progress: 0.485,
  etaSec: 30,
  speed: 2.5,
  playable: false,
  playableSec: null,
  hlsUrl: null,
  posterUrl: null,
  thumbnailUrl: null,
  durationSec: null,
  renditions: [],
  warnings: [],
  playableAt: null,
  readyAt: null,
  attempt: 1,
};

describe('presentVideo', () => {
  it('shows a ready video, and nothing of its owner but the name', () => {
    expect(presentVideo(ready, parts)).toEqual(readyView);
  });

  it('shows a video that is being processed', () => {
    expect(presentVideo(processing, nothing)).toEqual(processingView);
  });

  it('shows where a waiting video stands in the queue', () => {
    const waiting: Video = {
      ...processing,
      stage: null,
      progress: 0,
      etaSec: null,
      speed: null,
      attempt: 0,
      width: null,
      height: null,
      fps: null,
      sourceContainer: null,
      sourceVideoCodec: null,
      sourceAudioCodec: null,
    };
    expect(presentVideo(waiting, { ...nothing, queuePosition: 3 })).toEqual({
      ...processingView,
      stage: null,
      progress: 0,
      etaSec: null,
      speed: null,
      queuePosition: 3,
      width: null,
      height: null,
      fps: null,
      source: { ...processingView.source, container: null, videoCodec: null, audioCodec: null },
      attempt: 0,
    });
  });

  it('shows why a video failed and what to do', () => {
    const failed: Video = {
      ...processing,
      status: 'failed',
      stage: null,
      etaSec: null,
      speed: null,
      errorCode: 'encode_failed',
      errorDetail: 'ffmpeg ended with code 1 (encode): no frame!',
    };
    expect(presentVideo(failed, nothing)).toEqual({
      ...processingView,
      status: 'failed',
      stage: null,
      etaSec: null,
      speed: null,
      error: {
        code: 'encode_failed',
        title: 'Encoding failed',
        detail: 'ffmpeg ended with code 1 (encode): no frame!',
        fix: 'Retry. If it fails again, tell the operator the id of this video.',
        retryable: true,
      },
    });
  });

  it("offers no retry where the file is the uploader's to mend", () => {
    const failed: Video = {
      ...processing,
      status: 'failed',
      errorCode: 'source_incomplete',
      errorDetail: null,
    };
    expect(presentVideo(failed, nothing).error).toEqual({
      code: 'source_incomplete',
      title: 'The file is incomplete',
      detail: 'The file is incomplete',
      fix: 'Its index is missing, as after an interrupted copy or recording. Copy it again from the camera, or repair it, and send it again.',
      retryable: false,
    });
  });

  it('has words for a code that only a newer version knows', () => {
    const failed: Video = {
      ...processing,
      status: 'failed',
      errorCode: 'from_the_future',
      errorDetail: 'What.',
    };
    expect(presentVideo(failed, nothing).error).toEqual({
      code: 'internal_error',
      title: 'Something went wrong on our side',
      detail: 'What.',
      fix: 'Try again. If it stays, tell the operator the request id.',
      retryable: true,
    });
  });

  it('keeps the error of an earlier attempt to itself while a retry runs', () => {
    const retried: Video = { ...processing, errorCode: 'encode_failed', errorDetail: 'earlier' };
    expect(presentVideo(retried, nothing).error).toBeNull();
  });

  it('shows where the storyboard is, under the address that stays the same', () => {
    expect(presentVideo({ ...ready, storyboard }, parts)).toEqual({
      ...readyView,
      storyboardUrl: `/media/videos/${id}/storyboard.vtt`,
    });
  });

  it('shows sound alone as its only rendition', () => {
    const song: Video = {
      ...ready,
      width: null,
      height: null,
      fps: null,
      sourceVideoCodec: null,
      warnings: [],
    };
    expect(presentVideo(song, { ...parts, renditions: [sound] })).toEqual({
      ...readyView,
      width: null,
      height: null,
      fps: null,
      warnings: [],
      renditions: [
        {
          name: 'audio',
          width: null,
          height: null,
          codecs: 'mp4a.40.2',
          bandwidthBps: 131_000,
          averageBandwidthBps: 128_500,
          availableSec: 60,
        },
      ],
      source: { ...readyView.source, videoCodec: null },
    });
  });

  it('shows pictures without sound by their own numbers', () => {
    expect(presentVideo(ready, { ...parts, renditions: [picture480] }).renditions).toEqual([
      {
        name: '480p',
        width: 854,
        height: 480,
        codecs: 'avc1.64001e',
        bandwidthBps: 1_200_000,
        averageBandwidthBps: 900_000,
        availableSec: 60,
      },
    ]);
  });

  it('stays playable while it is processed anew', () => {
    const again: Video = { ...ready, status: 'processing', stage: 'encoding', readyAt: null };
    expect(presentVideo(again, parts)).toMatchObject({
      status: 'processing',
      playable: true,
      hlsUrl: `/media/videos/${id}/master.m3u8`,
    });
  });

  describe('a video that can be watched while it is encoded', () => {
    const growing: Video = {
      ...processing,
      playableAt: new Date('2026-11-20T07:59:00.123Z'),
      durationSec: 60,
    };
    const so = (rendition: RenditionNumbers, availableSec: number): RenditionNumbers => ({
      ...rendition,
      availableSec,
    });
    const secondsOf = (...renditions: RenditionNumbers[]) =>
      presentVideo(growing, { ...nothing, renditions }).playableSec;

    it('shows what is there and what is to come', () => {
      const renditions = [so(picture480, 12), so(sound, 20), so(picture720, 8)];
      expect(presentVideo(growing, { ...nothing, renditions, chunks: { done: 3, total: 5 } })).toEqual({
        ...processingView,
        chunks: { done: 3, total: 5 },
        playable: true,
        playableSec: 12,
        hlsUrl: `/media/videos/${id}/master.m3u8`,
        durationSec: 60,
        renditions: [
          { ...readyView.renditions[0], availableSec: 8 },
          { ...readyView.renditions[1], availableSec: 12 },
        ],
        playableAt: '2026-11-20T07:59:00.123Z',
      });
    });

    it('goes as far as the furthest picture, and no further than the sound', () => {
      expect(secondsOf(so(picture720, 4), so(picture480, 8))).toBe(8);
      expect(secondsOf(so(picture720, 4), so(picture480, 8), so(sound, 60))).toBe(8);
      expect(secondsOf(so(picture720, 4), so(picture480, 8), so(sound, 6))).toBe(6);
      expect(secondsOf(so(sound, 6))).toBe(6);
    });

    it('says nothing where there is nothing', () => {
      expect(secondsOf()).toBeNull();
    });
  });

  it('keeps to the schema that the API documents', () => {
    for (const video of [ready, { ...ready, storyboard }, processing]) {
      const view = presentVideo(video, { ...parts, chunks: { done: 1, total: 2 } });
      expect(videoSchema.strict().parse(view)).toEqual(view);
    }
  });
});
