import type { CameraSource, LiveTranscode } from '@sluice/vod';
import { gopSecMax, type CameraMedia } from './camera-media.js';

/** How a camera's picture and sound get into the ring. */
export interface CapturePlan {
  video: 'copy' | 'encode';
  sound: 'copy' | 'encode' | 'none';
  /** Where the pictures' times come from: the camera, or, as it sends none, the moment at which each arrives. */
  times: 'camera' | 'arrival';
  /** For log and people. */
  reason: string;
}

/** LIVE_TRANSCODE=never, and the camera sends what no browser plays. */
export class CaptureRefused extends Error {
  override readonly name = 'CaptureRefused';
}

/** Throws CaptureRefused. */
export function planCapture(source: CameraSource, media: CameraMedia, transcode: LiveTranscode): CapturePlan {
  const plan = { sound: planSound(media), times: media.isTimed ? 'camera' : 'arrival' } as const;
  // Its clock is drawn into the pictures: they are made here.
  if (source.kind === 'test') return { ...plan, video: 'encode', reason: 'the picture is made here' };
  if (transcode === 'always') return { ...plan, video: 'encode', reason: 'LIVE_TRANSCODE=always' };
  if (transcode === 'never') {
    if (media.codec !== 'h264' || !media.isTimed)
      throw new CaptureRefused(
        `The camera sends ${media.isTimed ? media.codec : `${media.codec} without times`}, which must be encoded anew; ` +
          'set it to H.264 over RTSP, or LIVE_TRANSCODE=auto.',
      );
    return { ...plan, video: 'copy', reason: 'LIVE_TRANSCODE=never' };
  }
  const obstacle = findObstacle(media);
  return { ...plan, video: obstacle ? 'encode' : 'copy', reason: obstacle ?? 'H.264 that fits' };
}

/** What every browser decodes: other H.264 leaves the page black. */
const shownPixelFormats = ['yuv420p', 'yuvj420p'];

/** Why the camera's own picture can't be kept; null when it can. */
export function findObstacle(media: CameraMedia): string | null {
  const { codec, pixelFormat, gopSec } = media;
  if (codec !== 'h264') return `the camera sends ${codec}`;
  if (!media.isTimed) return 'the camera sends pictures without times';
  if (pixelFormat !== null && !shownPixelFormats.includes(pixelFormat))
    return `the camera sends ${pixelFormat}, which browsers don't show`;
  if (media.isInterlaced) return 'the camera sends interlaced pictures';
  if (media.hasBFrames) return 'the camera sends B-frames';
  if (gopSec !== null && gopSec > gopSecMax) return `a key frame only every ${gopSec.toFixed(1)} s`;
  return null;
}

function planSound({ audioCodec }: CameraMedia): CapturePlan['sound'] {
  if (audioCodec === null || audioCodec === 'unknown') return 'none';
  return audioCodec === 'aac' ? 'copy' : 'encode';
}
