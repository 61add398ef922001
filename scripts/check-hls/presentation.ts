import type { InitFacts } from './media/init-facts.js';
import type { SegmentMeasure } from './media/segment-facts.js';
import type {
  MediaPlaylist,
  MultivariantPlaylist,
  ParsedPlaylist,
  SegmentEntry,
} from './playlist/playlist.js';

/** Everything that a playlist points to, read and measured: what the rules look at. */
export interface Presentation {
  location: string;
  /** null when the location is a media playlist. */
  multivariant: MultivariantPlaylist | null;
  /** Every playlist, the one at the location first. */
  playlists: LoadedPlaylist[];
  renditions: Rendition[];
  iFrames: IFrameRendition[];
  /** What the server said, one for each request; empty for files. */
  exchanges: Exchange[];
}

export interface LoadedPlaylist extends ParsedPlaylist {
  /** The URL as people read it: relative to the location. */
  name: string;
  url: string;
  /** Why it could not be read. */
  loadError: string | null;
}

export interface Rendition {
  name: string;
  url: string;
  kind: 'video' | 'audio';
  playlist: MediaPlaylist;
  init: InitFacts | null;
  initProblem: string | null;
  segments: Segment[];
}

export interface Segment {
  entry: SegmentEntry;
  /** "720p/playlist.m3u8 #3 (seg_00003.m4s)" */
  where: string;
  sizeBytes: number | null;
  problem: { kind: 'missing' | 'empty' | 'broken'; text: string } | null;
  /** null when there is a problem, or no init segment to read it with. */
  measure: SegmentMeasure | null;
}

export interface IFrameRendition {
  name: string;
  url: string;
  playlist: MediaPlaylist;
  frames: { entry: SegmentEntry; where: string; problem: string | null }[];
}

export type ExchangeRole = 'playlist' | 'init' | 'segment' | 'i-frame';

/** One request over HTTP. */
export interface Exchange {
  role: ExchangeRole;
  name: string;
  status: number;
  contentType: string | null;
  contentEncoding: string | null;
  /** Where redirects led to, in order. */
  redirects: string[];
  partial: boolean;
}

/** Not ended: segments are still to come, and playlists fetched one after the other may differ in length. */
export const isGrowing = (presentation: Presentation): boolean =>
  presentation.renditions.some(({ playlist }) => !playlist.ended && playlist.type !== 'VOD');

export const videoOf = (presentation: Presentation): Rendition[] =>
  presentation.renditions.filter(({ kind }) => kind === 'video');
export const audioOf = (presentation: Presentation): Rendition[] =>
  presentation.renditions.filter(({ kind }) => kind === 'audio');

/** Mean time between two samples: a frame of video, or 1024 samples of AAC. null when nothing could be measured. */
export function sampleSec({ segments, init }: Rendition): number | null {
  const measures = segments.flatMap(({ measure }) => measure ?? []);
  const count = measures.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
  const duration = measures.reduce((sum, measure) => sum + measure.duration, 0);
  return init && count > 0 && duration > 0 ? duration / count / init.timescale : null;
}

/** The absolute URL of what the playlist at the location names; null when it is no URL. */
export function urlOf({ playlists }: Presentation, uri: string): string | null {
  const base = playlists[0]?.url;
  return URL.canParse(uri, base) ? new URL(uri, base).href : null;
}
