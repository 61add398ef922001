/** A rendition as encoded, measured from its own segments: what every playlist is built from. */
export interface RenditionMedia {
  /** "720p", or "audio". */
  name: string;
  kind: 'video' | 'audio';
  width: number | null;
  height: number | null;
  fps: number | null;
  /** RFC 6381. */
  codecs: string;
  /** Peak and average of this rendition alone, without the audio that plays beside it. */
  bandwidthBps: number;
  averageBandwidthBps: number;
  /** BCP 47, for audio. */
  language: string | null;
  segments: SegmentMedia[];
}

export interface SegmentMedia {
  durationSec: number;
  sizeBytes: number;
  /** Bytes up to the end of the first picture; 0 for audio. */
  iFrameBytes: number;
  /** Only where it isn't the name that follows from the segment's place: one that was encoded again after a crash. */
  fileName?: string;
  /** Of its bytes, by which fsck knows them again; a bucket tells it without a download. Older rows have none. */
  md5Hex?: string;
}

export const totalDurationSec = (segments: readonly SegmentMedia[]): number =>
  segments.reduce((sum, segment) => sum + segment.durationSec, 0);

/** Average segment bit rate (RFC 8216bis 4.4.6.2): all bytes over all seconds. */
export function averageBandwidth(segments: readonly SegmentMedia[]): number {
  const bytes = segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  return Math.ceil((bytes * 8) / totalDurationSec(segments));
}

/**
 * Peak segment bit rate (RFC 8216bis 4.4.6.2): the largest bit rate of any run of segments that lasts between
 * 0.5 and 1.5 times the target duration; of the whole, when all of it is shorter than that.
 */
export function peakBandwidth(segments: readonly SegmentMedia[], targetDurationSec: number): number {
  let peak = 0;
  for (let from = 0; from < segments.length; from++) {
    let seconds = 0;
    let bytes = 0;
    for (let to = from; to < segments.length; to++) {
      const segment = segments[to]!;
      seconds += segment.durationSec;
      bytes += segment.sizeBytes;
      if (seconds > 1.5 * targetDurationSec) break;
      if (seconds >= 0.5 * targetDurationSec) peak = Math.max(peak, (bytes * 8) / seconds);
    }
  }
  return Math.ceil(peak || averageBandwidth(segments));
}

/** EXT-X-TARGETDURATION for all of a video's playlists: no EXTINF, rounded, is above it (RFC 8216 4.3.3.1). */
export function targetDuration(renditions: readonly Pick<RenditionMedia, 'segments'>[]): number {
  let longest = 0;
  for (const { segments } of renditions)
    for (const { durationSec } of segments) longest = Math.max(longest, durationSec);
  return Math.max(1, Math.round(longest));
}
