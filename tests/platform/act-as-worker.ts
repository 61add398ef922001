import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  ChunkTransitions,
  loadEncoding,
  VideoTransitions,
  type ChunkClaim,
  type Claim,
} from '@sluice/database';
import {
  attemptPrefix,
  audioChunkIndex,
  emptyOutput,
  fileNameOf,
  initFileName,
  joinChunks,
  planAttempt,
  planChunks,
  planEncoding,
  segmentFileName,
  totalDurationSec,
  type AttemptPlan,
  type Chunk,
  type ChunkOutput,
  type RenditionPart,
  type SourceMedia,
} from '@sluice/vod';
import type { TestPlatform } from './test-platform.js';

const segmentSec = 4;
const policy = { ladder: [720, 480] as const, segmentSec };

/** What a probe would have found: a film of 720p at 25 fps with sound. */
function filmOf(durationSec: number): SourceMedia {
  const video = {
    streamIndex: 0,
    codec: 'mpeg2video',
    codecTag: 'mp2v',
    profile: 'Main',
    level: 4,
    pixelFormat: 'yuv420p',
    codedWidth: 1280,
    codedHeight: 720,
    width: 1280,
    height: 720,
    squarePixels: true,
    rotation: 0,
    averageFrameRate: { num: 25, den: 1 },
    nominalFrameRate: { num: 25, den: 1 },
    interlaced: false,
    hdr: null,
    colorMatrix: 'bt709',
    fullRange: false,
    bitrateBps: 5_000_000,
    startSec: 0,
    durationSec,
    frameCount: durationSec * 25,
  } as const;
  const sound = {
    streamIndex: 1,
    track: 1,
    codec: 'aac',
    channels: 2,
    sampleRateHz: 48_000,
    language: null,
    isDefault: true,
    startSec: 0,
    durationSec,
  };
  const container = 'matroska,webm';
  return { container, startSec: 0, durationSec, sizeBytes: 1, video, audio: [sound], hasCoverArt: false };
}

/** A worker without ffmpeg: it moves the rows as a real one does, and its segments are a few bytes that say their name. */
export class ActedWorker {
  readonly videos: VideoTransitions;
  readonly chunks: ChunkTransitions;

  constructor(private readonly platform: TestPlatform) {
    this.videos = new VideoTransitions(platform.database);
    this.chunks = new ChunkTransitions(platform.database);
  }

  /** By default a minute: chunks of 1, 1, 2, 4 and 7 segments, and the sound. */
  async plan(
    videoId: string,
    durationSec = 60,
    inOnePiece = false,
  ): Promise<{ plan: AttemptPlan; chunks: Chunk[] }> {
    const claim = await this.videos.claimPlanning(videoId, 1);
    if (!claim) throw new Error('the video cannot be planned');
    const media = filmOf(durationSec);
    const frames = durationSec * 25;
    const cutting = inOnePiece ? { refused: 'it is a test' } : { totalFrames: frames, ownFrames: frames };
    const plan = planAttempt(
      planEncoding(media, policy),
      { container: media.container, cutting, passThrough: null },
      policy,
    );
    const chunks = planChunks(plan);
    await this.videos.fanOut(claim, plan, chunks);
    return { plan, chunks };
  }

  /** Plans it and records the first segments of picture and sound, while both go on. */
  async begin(videoId: string): Promise<{ picture: ChunkClaim; sound: ChunkClaim }> {
    await this.plan(videoId);
    const [picture, sound] = [await this.claim(videoId, 0), await this.claim(videoId, audioChunkIndex)];
    await this.chunks.record(sound, this.put(sound, { audio: 2 }));
    await this.chunks.record(picture, this.put(picture, { '720p': 1, '480p': 1 }));
    return { picture, sound };
  }

  /** Nothing was heard of it for too long: its leases have run out. */
  async die(videoId: string): Promise<void> {
    await this.platform.database.query(
      `UPDATE chunks SET lease_until = now() - interval '1 second' WHERE video_id = $1 AND lease_until IS NOT NULL`,
      [videoId],
    );
  }

  /** Throws when the chunk is somebody else's. */
  async claim(videoId: string, index: number, claim = 1): Promise<ChunkClaim> {
    const mine = await this.chunks.claim({ videoId, attempt: 1, index, claim }, 'acted');
    if (!mine) throw new Error(`chunk ${index} cannot be had`);
    return mine;
  }

  /** Puts segments of the given renditions into the storage and answers what to record: so many of each, from the chunk's start. */
  put(claim: ChunkClaim, counts: Record<string, number>): ChunkOutput {
    const renditions = Object.entries(counts).map(([name, count]) => [
      name,
      this.putPart(claim, name, count),
    ]);
    return { ...emptyOutput, renditions: Object.fromEntries(renditions) as ChunkOutput['renditions'] };
  }

  /** As many as belong to the chunk. */
  putAll(claim: ChunkClaim): ChunkOutput {
    const count = Math.ceil(claim.durationSec / segmentSec);
    return this.put(
      claim,
      claim.index === audioChunkIndex ? { audio: count } : { '720p': count, '480p': count },
    );
  }

  /** Claims and ends the given chunks, one after the other; answers the claim to finish, if one of them was the last. */
  async do(videoId: string, indexes: readonly number[]): Promise<Claim | null> {
    let last: Claim | null = null;
    for (const index of indexes) {
      const claim = await this.claim(videoId, index);
      last = (await this.chunks.complete(claim, this.putAll(claim))).finish;
    }
    return last;
  }

  /** Verifies nothing and publishes what the chunks have made. */
  async publish(claim: Claim): Promise<boolean> {
    const { videoId, attempt } = claim;
    const encoding = await loadEncoding(this.platform.database, videoId, attempt);
    const renditions = joinChunks(encoding!.plan, encoding!.chunks);
    return this.videos.publish(claim, {
      hlsKey: `${attemptPrefix(videoId, attempt)}master.m3u8`,
      posterKey: `${attemptPrefix(videoId, attempt)}poster.jpg`,
      thumbnailKey: `${attemptPrefix(videoId, attempt)}thumbnail.jpg`,
      storyboard: null,
      durationSec: totalDurationSec(renditions[0]!.segments),
      warnings: [],
      renditions,
    });
  }

  private putPart(claim: ChunkClaim, name: string, count: number): RenditionPart {
    const isSound = name === 'audio';
    const segments = Array.from({ length: count }, (_, at) => {
      const index = claim.firstSegment + at;
      const fileName = segmentFileName(index, claim.claim);
      return {
        durationSec: segmentSec,
        sizeBytes: 1000 + index,
        iFrameBytes: isSound ? 0 : 100,
        ...(claim.claim > 1 ? { fileName } : {}),
      };
    });
    this.write(claim, name, initFileName);
    for (const [at, segment] of segments.entries())
      this.write(claim, name, fileNameOf(segment, claim.firstSegment + at));
    return {
      kind: isSound ? 'audio' : 'video',
      width: isSound ? null : name === '720p' ? 1280 : 854,
      height: isSound ? null : Number.parseInt(name),
      codecs: isSound ? 'mp4a.40.2' : 'avc1.64001f',
      timescale: 1,
      initHash: name,
      startTicks: claim.firstSegment * segmentSec,
      endTicks: (claim.firstSegment + count) * segmentSec,
      sampleCount: count * segmentSec * 25,
      segments,
    };
  }

  private write({ videoId, attempt }: ChunkClaim, rendition: string, file: string): void {
    const key = `${attemptPrefix(videoId, attempt)}${rendition}/${file}`;
    const path = join(this.platform.uploadsDir, 'media', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${rendition}/${file}`);
  }
}
