import type { CameraSource } from '@sluice/vod';
import type { CapturePlan } from './capture-plan.js';

/** How long a picture is under way from a source to a file, as far as it is known. */
export interface SourceLatency {
  /** Pictures that are held back: of most streams a demuxer and a parser wait for the next to know that one has ended. */
  frames: number;
  /** What the protocol itself holds everything back. */
  ms: number;
}

/** What SRT waits for lost packets unless its address says otherwise. */
const srtLatencyMs = 120;

/** As measured with cameras whose pictures show the time; of RTSP, where a packet says that a picture ends, half of it. */
export function sourceLatency(source: CameraSource, { times }: Pick<CapturePlan, 'times'>): SourceLatency {
  // a time of arrival is not earlier than the picture's
  if (source.kind !== 'network' || times === 'arrival') return { frames: 0, ms: 0 };
  switch (source.protocol) {
    // FLV: each picture comes as a whole, with its length
    case 'rtmp':
    case 'rtmps':
      return { frames: 0, ms: 0 };
    case 'rtsp':
    case 'rtsps':
      return { frames: 1, ms: 0 };
    case 'srt':
      return { frames: 2, ms: srtLatencyOf(source.url) };
    case 'http':
    case 'https':
      return { frames: 2, ms: 0 };
  }
}

/** ffmpeg takes microseconds. */
function srtLatencyOf(url: string): number {
  const { searchParams } = new URL(url);
  const stated = Number(searchParams.get('rcvlatency') ?? searchParams.get('latency') ?? NaN);
  return Number.isFinite(stated) && stated > 0 ? stated / 1000 : srtLatencyMs;
}
