import { maxFrameRate, outputFrameRate } from '../media/frame-rate.js';
import {
  toNumber,
  type Rational,
  type SourceAudio,
  type SourceMedia,
  type SourceVideo,
} from '../media/source-media.js';
import type { VideoWarning } from '../video/warnings.js';
import {
  capFor,
  gopsPerSegment,
  longestSideMax,
  rungFor,
  type EncoderPreset,
  type RungHeight,
} from './ladder.js';

/** What to encode for a source: decided once, described by the worker's *-args.ts, done by ffmpeg. */
export interface EncodingPlan {
  /** null for a source without picture. */
  picture: PicturePlan | null;
  /** null for a source without sound that can be decoded. */
  audio: SourceAudio | null;
  /** What the source claims to last; null when it doesn't say. */
  expectedDurationSec: number | null;
  warnings: VideoWarning[];
  /** As SourceMedia has it. */
  keepsClock?: true;
}

export interface PicturePlan {
  source: SourceVideo;
  frameRate: Rational;
  gopFrames: number;
  segmentFrames: number;
  segmentSec: number;
  /** How long the last picture is held because the sound goes on. */
  holdLastSec: number;
  /** From the largest to the smallest; each is scaled from the one before it. */
  renditions: PlannedRendition[];
}

export interface PlannedRendition {
  name: string;
  width: number;
  height: number;
  crf: number;
  preset: EncoderPreset;
  maxrateBps: number;
}

export interface EncodingPolicy {
  ladder: readonly RungHeight[];
  segmentSec: number;
  /** For every rung, instead of the ladder's own. */
  preset?: EncoderPreset | undefined;
}

/** Decides what to encode. Pure: the same source and policy give the same plan. */
export function planEncoding(media: SourceMedia, policy: EncodingPolicy): EncodingPlan {
  const audio = chooseAudio(media.audio);
  const picture = media.video ? planPicture(media.video, media, audio, policy) : null;
  return {
    picture,
    audio,
    expectedDurationSec: expectedDuration(media, audio),
    warnings: [...audioWarnings(media.audio, audio), ...pictureWarnings(media.video, audio)],
    ...(media.keepsClock && { keepsClock: true }),
  };
}

function planPicture(
  source: SourceVideo,
  media: SourceMedia,
  audio: SourceAudio | null,
  policy: EncodingPolicy,
): PicturePlan {
  const frameRate = outputFrameRate(source.averageFrameRate, source.nominalFrameRate);
  const gopFrames = Math.max(1, Math.round((toNumber(frameRate) * policy.segmentSec) / gopsPerSegment));
  const segmentFrames = gopFrames * gopsPerSegment;
  return {
    source,
    frameRate,
    gopFrames,
    segmentFrames,
    segmentSec: segmentFrames / toNumber(frameRate),
    holdLastSec: holdLast(source, media, audio),
    renditions: planRenditions(source.width, source.height, toNumber(frameRate), policy),
  };
}

/**
 * The ladder's rungs for a picture. Nothing is scaled up: a rung above the source's size becomes one of the source's
 * own size, once (576 lines with 720,480 give 576 and 480; 352 lines give 352 alone).
 */
export function planRenditions(
  width: number,
  height: number,
  fps: number,
  { ladder, preset }: Pick<EncodingPolicy, 'ladder' | 'preset'>,
): PlannedRendition[] {
  const shorter = Math.min(width, height);
  const sizes = [...new Set(ladder.map((rung) => Math.min(rung, shorter)))].toSorted((a, b) => b - a);
  const planned = sizes.map((size) => {
    const rung = rungFor(size);
    const scale = Math.min(size / shorter, longestSideMax / Math.max(width, height));
    return {
      name: `${even(shorter * scale, shorter)}p`,
      width: even(width * scale, width),
      height: even(height * scale, height),
      crf: rung.crf,
      preset: preset ?? rung.preset,
      maxrateBps: capFor(rung, fps),
    };
  });
  return planned.filter(
    (rendition, at) => planned.findIndex((other) => other.name === rendition.name) === at,
  );
}

/** 4:2:0 needs even sides: the nearest that is not larger than the source's own, and never below 2. */
function even(length: number, ofSource: number): number {
  const nearest = 2 * Math.round(length / 2);
  return Math.max(2, nearest <= ofSource ? nearest : nearest - 2);
}

const endSec = (stream: { startSec: number; durationSec: number | null }): number | null =>
  stream.durationSec === null ? null : stream.startSec + stream.durationSec;

/** By what is used: a subtitle or a left-out track may go on longer than the film. */
function expectedDuration(media: SourceMedia, audio: SourceAudio | null): number | null {
  const ends = [media.video, audio].filter((stream) => stream !== null).map(endSec);
  const known = ends.filter((end) => end !== null);
  const latest = Math.max(...known);
  // a recording may go on without anybody being there
  if (media.keepsClock && (media.durationSec ?? 0) - latest > holdMinSec) return media.durationSec;
  if (known.length > 0 && known.length === ends.length) return latest;
  return media.durationSec ?? (known.length > 0 ? latest : null);
}

/** Less than a fifth of a second is nobody's wish. */
const holdMinSec = 0.2;

/** Sound that outlasts the picture keeps the last picture standing, and so does a recording that does. */
function holdLast(video: SourceVideo, media: SourceMedia, audio: SourceAudio | null): number {
  const videoEnd = endSec(video);
  const audioEnd = audio ? (endSec(audio) ?? media.durationSec) : null;
  const filmEnd = media.keepsClock ? expectedDuration(media, audio) : audioEnd;
  if (videoEnd === null || filmEnd === null || filmEnd - videoEnd < holdMinSec) return 0;
  return Number((filmEnd - videoEnd).toFixed(3));
}

function chooseAudio(tracks: SourceAudio[]): SourceAudio | null {
  const decodable = tracks.filter((track) => track.codec !== null);
  return decodable.find((track) => track.isDefault) ?? decodable[0] ?? null;
}

function audioWarnings(tracks: SourceAudio[], chosen: SourceAudio | null): VideoWarning[] {
  const undecodable = tracks.filter((track) => track.codec === null);
  const leftOut = tracks.filter((track) => track.codec !== null && track !== chosen);
  const warnings: VideoWarning[] = undecodable.map((track) => ({
    code: 'audio_track_undecodable',
    detail: `Audio track ${track.track} could not be decoded and was left out.`,
  }));
  if (chosen && leftOut.length > 0)
    warnings.push({
      code: 'audio_tracks_left_out',
      detail: `The file has ${tracks.length} audio tracks; track ${chosen.track}${chosen.language ? ` (${chosen.language})` : ''} is used.`,
    });
  return warnings;
}

function pictureWarnings(video: SourceVideo | null, audio: SourceAudio | null): VideoWarning[] {
  if (!video)
    return audio
      ? [{ code: 'audio_only', detail: 'The file has sound but no picture; it plays with a still.' }]
      : [];
  const warnings: VideoWarning[] = [];
  const sourceFps = video.averageFrameRate ? toNumber(video.averageFrameRate) : 0;
  const keptFps = toNumber(outputFrameRate(video.averageFrameRate, video.nominalFrameRate));
  if (sourceFps > maxFrameRate * 1.001)
    warnings.push({
      code: 'frame_rate_reduced',
      detail: `The source has ${Math.round(sourceFps)} frames a second; ${Math.round(keptFps)} are kept.`,
    });
  if (video.hdr)
    warnings.push({
      code: 'tone_mapped',
      detail: `The source is HDR (${video.hdr === 'pq' ? 'PQ' : 'HLG'}); it was converted to standard dynamic range.`,
    });
  return warnings;
}
