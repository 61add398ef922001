import type { ProblemFamily } from './tag-grammar.js';

/** A playlist as written: values that are missing or malformed are null, and named in the problems beside it. */
export type Playlist = MultivariantPlaylist | MediaPlaylist;

export interface MultivariantPlaylist {
  kind: 'multivariant';
  version: number | null;
  independentSegments: boolean;
  media: MediaEntry[];
  variants: VariantEntry[];
  iFrameVariants: VariantEntry[];
}

export interface MediaEntry {
  type: string | null;
  groupId: string | null;
  name: string | null;
  language: string | null;
  channels: string | null;
  uri: string | null;
}

/** EXT-X-STREAM-INF or EXT-X-I-FRAME-STREAM-INF. */
export interface VariantEntry {
  uri: string;
  bandwidthBps: number | null;
  averageBandwidthBps: number | null;
  codecs: string[] | null;
  resolution: { width: number; height: number } | null;
  frameRate: number | null;
  videoRange: string | null;
  audioGroup: string | null;
}

export interface MediaPlaylist {
  kind: 'media';
  version: number | null;
  independentSegments: boolean;
  targetDurationSec: number | null;
  mediaSequence: number | null;
  type: 'VOD' | 'EVENT' | null;
  ended: boolean;
  iFramesOnly: boolean;
  maps: MapEntry[];
  segments: SegmentEntry[];
}

export interface ByteRange {
  offset: number;
  length: number;
}

export interface MapEntry {
  uri: string;
  byteRange: ByteRange | null;
  /** How many segments stand before it. */
  beforeSegment: number;
}

export interface SegmentEntry {
  uri: string;
  extinfSec: number | null;
  /** EXTINF as written has a decimal point, which needs version 3. */
  extinfIsDecimal: boolean;
  byteRange: ByteRange | null;
  discontinuity: boolean;
}

export interface PlaylistProblem {
  family: ProblemFamily;
  /** null when something is missing from the whole. */
  line: number | null;
  text: string;
}

export interface ParsedPlaylist {
  /** null when not even its kind can be told. */
  playlist: Playlist | null;
  problems: PlaylistProblem[];
}
