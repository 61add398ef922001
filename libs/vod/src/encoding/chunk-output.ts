import {
  averageBandwidth,
  peakBandwidth,
  totalDurationSec,
  type RenditionMedia,
  type SegmentMedia,
} from '../playlist/rendition-media.js';
import { audioRenditionName } from '../storage-layout/keys.js';
import { toNumber } from '../media/source-media.js';
import type { VideoWarning } from '../video/warnings.js';
import type { AttemptPlan } from './attempt-plan.js';
import type { Chunk } from './chunks.js';

/** What a chunk has brought into storage so far, measured from the segments themselves. */
export interface ChunkOutput {
  renditions: Record<string, RenditionPart>;
  tiles: TilesPart[];
  /** Messages of the decoder about damage in the source. */
  decoderComplaints: number;
  /** Why this chunk's rendition is left out of the video: sound that can't be decoded, a copy that doesn't fit. */
  leftOut: VideoWarning | null;
}

/** A chunk's part of one rendition. */
export interface RenditionPart {
  kind: 'video' | 'audio';
  width: number | null;
  height: number | null;
  /** RFC 6381. */
  codecs: string;
  timescale: number;
  /** SHA-256 of the init segment, in hex: all parts of a rendition share one. */
  initHash: string;
  /** Decode times at which the part begins and ends, in the timescale. */
  startTicks: number;
  endTicks: number;
  sampleCount: number;
  segments: SegmentMedia[];
}

/** A picture with some of the storyboard's tiles, in rows. */
export interface TilesPart {
  fileName: string;
  tileCount: number;
}

export const emptyOutput: ChunkOutput = { renditions: {}, tiles: [], decoderComplaints: 0, leftOut: null };

export interface ChunkProgress extends Pick<Chunk, 'index' | 'kind'> {
  isDone: boolean;
  output: ChunkOutput;
}

/** Adds what came after. Throws PartsDontFit. */
export const joinParts = (first: RenditionPart | undefined, next: RenditionPart): RenditionPart =>
  first ? joinAll(first, [next]) : next;

/** Throws when a part doesn't continue where the one before it ends: a bug, or another ffmpeg. */
function joinAll(first: RenditionPart, others: readonly RenditionPart[]): RenditionPart {
  let last = first;
  let { sampleCount } = first;
  for (const next of others) {
    if (last.initHash !== next.initHash) throw new PartsDontFit('their init segments differ');
    if (last.endTicks !== next.startTicks)
      throw new PartsDontFit(`decode times jump from ${last.endTicks} to ${next.startTicks}`);
    sampleCount += next.sampleCount;
    last = next;
  }
  const segments = [first, ...others].flatMap((part) => part.segments);
  return { ...first, endTicks: last.endTicks, sampleCount, segments };
}

export class PartsDontFit extends Error {
  override readonly name = 'PartsDontFit';
}

/**
 * The renditions as far as they are there without a gap from the start: what can be played now, and in the end all.
 * Throws PartsDontFit.
 */
export function joinChunks(plan: AttemptPlan, chunks: readonly ChunkProgress[]): RenditionMedia[] {
  const pictures = chunks.filter(({ kind }) => kind === 'picture').toSorted((a, b) => a.index - b.index);
  const beside = chunks.filter(({ kind, output }) => kind !== 'picture' && output.leftOut === null);
  const encoded = plan.picture?.renditions ?? [];
  return [
    ...(plan.passThrough ? [joinRendition(plan, plan.passThrough.name, ofKind(beside, 'pass_through'))] : []),
    ...encoded.map(({ name }) => joinRendition(plan, name, pictures)),
    ...(plan.audio ? [joinRendition(plan, audioRenditionName, ofKind(beside, 'audio'))] : []),
  ].filter((rendition) => rendition !== null);
}

const ofKind = (chunks: readonly ChunkProgress[], kind: Chunk['kind']): ChunkProgress[] =>
  chunks.filter((chunk) => chunk.kind === kind);

/** Up to the first chunk that isn't done, with what that one has so far. */
function partsFromStart(name: string, chunks: readonly ChunkProgress[]): RenditionPart[] {
  const parts: RenditionPart[] = [];
  for (const { output, isDone } of chunks) {
    const part = output.renditions[name];
    if (part) parts.push(part);
    if (!isDone || !part) break;
  }
  return parts;
}

/** null when there is nothing yet. */
function joinRendition(
  plan: AttemptPlan,
  name: string,
  chunks: readonly ChunkProgress[],
): RenditionMedia | null {
  const [first, ...others] = partsFromStart(name, chunks);
  if (!first) return null;
  const joined = joinAll(first, others);
  const { kind, width, height, codecs, segments } = joined;
  if (segments.length === 0) return null;
  return {
    name,
    kind,
    width,
    height,
    fps: kind === 'video' ? framesPerSec(plan, name, joined) : null,
    codecs,
    bandwidthBps: peakBandwidth(segments, plan.targetDurationSec),
    averageBandwidthBps: averageBandwidth(segments),
    language: kind === 'audio' ? (plan.audio?.language ?? null) : null,
    segments,
  };
}

/** A copy keeps the rate that it came with, which only counting tells. */
function framesPerSec(plan: AttemptPlan, name: string, { sampleCount, segments }: RenditionPart): number {
  const planned = name === plan.passThrough?.name ? null : plan.picture?.frameRate;
  return Number((planned ? toNumber(planned) : sampleCount / totalDurationSec(segments)).toFixed(3));
}
