import { initFileName, segmentFileName } from '../storage-layout/keys.js';
import type { SegmentMedia } from './rendition-media.js';

export interface MediaPlaylistOptions {
  segments: readonly SegmentMedia[];
  targetDurationSec: number;
  /** EVENT while it grows, VOD when it is complete; only a complete one ends. */
  type: 'EVENT' | 'VOD';
  /** Where a file of this rendition is fetched from: relative for the published file, signed for S3. */
  uriOf: (fileName: string) => string;
}

/** The media playlist of a rendition (RFC 8216 4.3.3). One builder for the files written at publish and those served from rows. */
export function buildMediaPlaylist({
  segments,
  targetDurationSec,
  type,
  uriOf,
}: MediaPlaylistOptions): string {
  return lines([
    ...head(targetDurationSec, type, uriOf),
    ...segments.flatMap((segment, index) => [extinf(segment), uriOf(fileNameOf(segment, index))]),
    ...end(type),
  ]);
}

/** The same segments reduced to their first pictures (RFC 8216 4.3.3.6), for scrubbing. */
export function buildIFramePlaylist({
  segments,
  targetDurationSec,
  type,
  uriOf,
}: MediaPlaylistOptions): string {
  return lines([
    ...head(targetDurationSec, type, uriOf, ['#EXT-X-I-FRAMES-ONLY']),
    ...segments.flatMap((segment, index) => [
      extinf(segment),
      `#EXT-X-BYTERANGE:${segment.iFrameBytes}@0`,
      uriOf(fileNameOf(segment, index)),
    ]),
    ...end(type),
  ]);
}

export const fileNameOf = (segment: SegmentMedia, index: number): string =>
  segment.fileName ?? segmentFileName(index);

function head(
  targetDurationSec: number,
  type: 'EVENT' | 'VOD',
  uriOf: (fileName: string) => string,
  extra: string[] = [],
): string[] {
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${targetDurationSec}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${type}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...extra,
    `#EXT-X-MAP:URI="${uriOf(initFileName)}"`,
  ];
}

const extinf = ({ durationSec }: SegmentMedia): string => `#EXTINF:${durationSec.toFixed(6)},`;
const end = (type: 'EVENT' | 'VOD'): string[] => (type === 'VOD' ? ['#EXT-X-ENDLIST'] : []);
const lines = (content: string[]): string => `${content.join('\n')}\n`;
