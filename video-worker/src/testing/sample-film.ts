import {
  emptyOutput,
  planAttempt,
  planEncoding,
  type AttemptPlan,
  type Cutting,
  type EncodingPolicy,
  type PassThrough,
  type PassThroughPlan,
  type SourceAudio,
  type SourceMedia,
  type SourceVideo,
} from '@sluice/vod';
import type { ChunkClaim, Claim } from '@sluice/database';

export const picture: SourceVideo = {
  streamIndex: 0,
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
  bitrateBps: 8_000_000,
  startSec: 0,
  durationSec: 60,
  frameCount: 1800,
};

export const sound: SourceAudio = {
  streamIndex: 1,
  track: 1,
  codec: 'aac',
  channels: 2,
  sampleRateHz: 48_000,
  language: null,
  isDefault: true,
  startSec: 0,
  durationSec: 60,
};

/** A minute of 1080p with sound. */
export const film: SourceMedia = {
  container: 'mov,mp4,m4a,3gp,3g2,mj2',
  startSec: 0,
  durationSec: 60,
  sizeBytes: 60_000_000,
  video: picture,
  audio: [sound],
  hasCoverArt: false,
};

/** What is passed through of it. */
export const copy: PassThroughPlan = {
  name: '1080p',
  width: 1920,
  height: 1080,
  streamIndex: 0,
  timescale: 15_360,
  hlsTimeSec: 4,
  segmentDurationsSec: Array.from({ length: 15 }, () => 4),
  averageBps: 8_000_000,
  lastSampleTicks: 512,
};

export const policy: EncodingPolicy = { ladder: [720, 480], segmentSec: 4 };

interface Decisions {
  media?: Partial<SourceMedia>;
  cutting?: Cutting | null;
  passThrough?: PassThrough | null;
}

/** The film's plan, in chunks, but for what is told. */
export function planOf({ media, cutting, passThrough = null }: Decisions = {}): AttemptPlan {
  const source = { ...film, ...media };
  const whole = source.video ? { totalFrames: 1800, ownFrames: 1800 } : null;
  const evidence = { container: source.container, cutting: cutting ?? whole, passThrough };
  return planAttempt(planEncoding(source, policy), evidence, policy);
}

export const claim: Claim = {
  videoId: '0b7a2f3c-9d1e-4c5b-8a6f-001122334455',
  attempt: 2,
  tries: 1,
  source: { path: 'sources/0b7a2f3c-9d1e-4c5b-8a6f-001122334455', sizeBytes: 60_000_000, sha256: null },
};

/** The claim of a film's first chunk, but for what is told. */
export const chunkClaim = (changes: Partial<ChunkClaim> = {}): ChunkClaim => ({
  ...claim,
  index: 0,
  claim: 1,
  kind: 'picture',
  firstSegment: 0,
  startFrame: 0,
  frameCount: 120,
  startSec: 0,
  durationSec: 4,
  output: emptyOutput,
  plan: planOf(),
  ...changes,
});
