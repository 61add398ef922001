import { buildCameraPlaylist } from './camera-playlist.js';
import type { CutPlan } from './cut-plan.js';
import type { RingSegment } from './segment-name.js';

/**
 * A clip as its held segments play it, before it is encoded. It begins with a whole segment, of which EXT-X-START skips
 * what comes before the clip (RFC 8216 4.3.5.2); of the last segment it names only the bytes that belong to it.
 */
export function buildPreviewPlaylist(
  cover: readonly RingSegment[],
  plan: Pick<CutPlan, 'skippedMs' | 'lastSegmentBytes' | 'lastSegmentMs'>,
  uriOf: (segment: RingSegment) => string,
): string {
  const { skippedMs, lastSegmentBytes, lastSegmentMs } = plan;
  const isPart = lastSegmentBytes < cover.at(-1)!.sizeBytes;
  return buildCameraPlaylist({
    segments: cover,
    isClosed: true,
    startSec: skippedMs / 1000,
    lastPart: isPart ? { bytes: lastSegmentBytes, durationMs: lastSegmentMs } : undefined,
    uriOf,
  });
}

/** What a player opens: one variant, of which nothing but its bits a second is known. */
export function buildPreviewMaster(cover: readonly RingSegment[], playlistUri: string): string {
  const peak = cover.reduce(
    (highest, { sizeBytes, durationMs }) => Math.max(highest, (sizeBytes * 8000) / Math.max(1, durationMs)),
    1,
  );
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-STREAM-INF:BANDWIDTH=${Math.ceil(peak)}`,
    playlistUri,
    '',
  ].join('\n');
}
