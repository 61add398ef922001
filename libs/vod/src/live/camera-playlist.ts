import { isSameRun } from './ring-index.js';
import type { RingSegment } from './segment-name.js';

export interface CameraPlaylistOptions {
  /** In order, not empty. */
  segments: readonly RingSegment[];
  /** true for a range of the past: the playlist ends. false: it goes on (live, and DVR over the whole ring). */
  isClosed: boolean;
  /** Where playing begins, from the first segment's beginning. */
  startSec?: number;
  /** Only so much of the last segment, from its beginning, belongs to it. */
  lastPart?: { bytes: number; durationMs: number } | undefined;
  uriOf: (segment: RingSegment) => string;
}

/**
 * Runs are numbered by the clock's seconds, and players count: hls.js copies an array that is as long as this number, for
 * minutes if it were that one. A player that follows for ten thousand runs meets the turn once.
 */
const discontinuityTurn = 10_000;

/**
 * Must not change while a playlist goes on (RFC 8216 6.2.1), and cameras with a key frame each second send a little more
 * now and a little less then.
 */
const openTargetSec = 2;

/** The playlist of a camera's segments (RFC 8216); live, DVR and closed differ in what is listed and whether it ends. */
export function buildCameraPlaylist({
  segments,
  isClosed,
  startSec,
  lastPart,
  uriOf,
}: CameraPlaylistOptions): string {
  const [first] = segments;
  if (!first) throw new Error('a playlist needs a segment');
  const partOf = (at: number) => (at === segments.length - 1 ? lastPart : undefined);
  const longestMs = segments.reduce((longest, { durationMs }) => Math.max(longest, durationMs), 0);
  return [
    '#EXTM3U',
    // 6: EXT-X-PROGRAM-DATE-TIME and EXT-X-INDEPENDENT-SEGMENTS in a media playlist, no EXT-X-MAP
    '#EXT-X-VERSION:6',
    `#EXT-X-TARGETDURATION:${Math.max(isClosed ? 1 : openTargetSec, Math.round(longestMs / 1000))}`,
    `#EXT-X-MEDIA-SEQUENCE:${first.seq}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${first.run % discontinuityTurn}`,
    ...(isClosed ? ['#EXT-X-PLAYLIST-TYPE:VOD'] : []),
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(startSec === undefined ? [] : [`#EXT-X-START:TIME-OFFSET=${startSec.toFixed(3)},PRECISE=YES`]),
    ...segments.flatMap((segment, at) => [
      ...(at > 0 && !isSameRun(segments[at - 1]!, segment) ? ['#EXT-X-DISCONTINUITY'] : []),
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startMs).toISOString()}`,
      `#EXTINF:${((partOf(at) ?? segment).durationMs / 1000).toFixed(3)},`,
      ...(partOf(at) ? [`#EXT-X-BYTERANGE:${partOf(at)!.bytes}@0`] : []),
      uriOf(segment),
    ]),
    ...(isClosed ? ['#EXT-X-ENDLIST'] : []),
    '',
  ].join('\n');
}
