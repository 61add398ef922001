import type { CameraSource, LiveTranscode } from '@sluice/vod';
import { gopSecMax, type CameraMedia } from './camera-media.js';

/** How a camera's picture and sound get into the ring. */
export interface CapturePlan {
  video: 'copy' | 'encode';
  sound: 'copy' | 'encode' | 'none';
  /** For log and people. */
  reason: string;
}

/** LIVE_TRANSCODE=never, and the camera sends what no browser plays. */
export class CaptureRefused extends Error {
  override readonly name = 'CaptureRefused';
}

/** Throws CaptureRefused. */
export function planCapture(source: CameraSource, media: CameraMedia, transcode: LiveTranscode): CapturePlan {
  const sound = planSound(media);
  // Its clock is drawn into the pictures: they are made here.
  if (source.kind === 'test') return { video: 'encode', sound, reason: 'the picture is made here' };
  if (transcode === 'always') return { video: 'encode', sound, reason: 'LIVE_TRANSCODE=always' };
  if (transcode === 'never') {
    if (media.codec !== 'h264')
      throw new CaptureRefused(
        `The camera sends ${media.codec}, which must be encoded anew; set it to H.264, or LIVE_TRANSCODE=auto.`,
      );
    return { video: 'copy', sound, reason: 'LIVE_TRANSCODE=never' };
  }
  const obstacle = findObstacle(media);
  return { video: obstacle ? 'encode' : 'copy', sound, reason: obstacle ?? 'H.264 that fits' };
}

/** Why the camera's own picture can't be kept; null when it can. */
export function findObstacle({ codec, hasBFrames, gopSec }: CameraMedia): string | null {
  if (codec !== 'h264') return `the camera sends ${codec}`;
  if (hasBFrames) return 'the camera sends B-frames';
  if (gopSec !== null && gopSec > gopSecMax) return `a key frame only every ${gopSec.toFixed(1)} s`;
  return null;
}

function planSound({ audioCodec }: CameraMedia): CapturePlan['sound'] {
  if (audioCodec === null || audioCodec === 'unknown') return 'none';
  return audioCodec === 'aac' ? 'copy' : 'encode';
}
