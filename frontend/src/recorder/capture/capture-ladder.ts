import type { CaptureMethod } from '../recorder-state';
import type { PictureSize } from './bitrates';
import type { Bitrates } from './capture';
import type { SoundShape } from './sound-lane';

/** How a take can be captured: a rung of the ladder with what it needs to know. */
export type CapturePlan =
  | { method: 'webcodecs'; soundCodec: 'aac' | 'opus' }
  | { method: 'media-recorder-mp4' | 'media-recorder-webm'; mimeType: string };

export interface CaptureNeeds {
  picture: PictureSize | null;
  sound: SoundShape | null;
  bitrates: Bitrates;
}

/** The best rung that this browser has; null when there is none. Those that failed before are left out. */
export async function planCapture(
  needs: CaptureNeeds,
  failed: ReadonlySet<CaptureMethod>,
): Promise<CapturePlan | null> {
  if (!failed.has('webcodecs')) {
    const soundCodec = await webCodecsSound(needs);
    if (soundCodec) return { method: 'webcodecs', soundCodec };
  }
  if (typeof MediaRecorder === 'undefined') return null;
  for (const method of ['media-recorder-mp4', 'media-recorder-webm'] as const) {
    const mimeType = failed.has(method)
      ? undefined
      : mimeTypes(method, needs).find((type) => MediaRecorder.isTypeSupported(type));
    if (mimeType) return { method, mimeType };
  }
  return null;
}

/** The codec for the sound when everything that is needed can be encoded; 'aac' also where there is no sound. */
async function webCodecsSound({ picture, sound, bitrates }: CaptureNeeds): Promise<'aac' | 'opus' | null> {
  if (typeof MediaStreamTrackProcessor === 'undefined' || typeof VideoEncoder === 'undefined') return null;
  if (picture && !(await canEncodePicture(picture, bitrates.pictureBitsPerSec))) return null;
  if (!sound) return 'aac';
  for (const codec of ['aac', 'opus'] as const)
    if (await canEncodeSound(codec, sound, bitrates.soundBitsPerSec)) return codec;
  return null;
}

async function canEncodePicture({ width, height }: PictureSize, bitrate: number): Promise<boolean> {
  const even = { width: width - (width % 2), height: height - (height % 2) };
  const config = { codec: 'avc1.640028', ...even, bitrate, latencyMode: 'realtime' } as const;
  return VideoEncoder.isConfigSupported(config).then(
    ({ supported }) => supported === true,
    () => false,
  );
}

async function canEncodeSound(
  codec: 'aac' | 'opus',
  { sampleRate, channels }: SoundShape,
  bitrate: number,
): Promise<boolean> {
  const name = codec === 'aac' ? 'mp4a.40.2' : 'opus';
  return AudioEncoder.isConfigSupported({
    codec: name,
    sampleRate,
    numberOfChannels: channels,
    bitrate,
  }).then(
    ({ supported }) => supported === true,
    () => false,
  );
}

function mimeTypes(method: CaptureMethod, { picture, sound }: CaptureNeeds): string[] {
  const container = method === 'media-recorder-mp4' ? 'mp4' : 'webm';
  const pictureCodecs = container === 'mp4' ? ['avc1.640028', 'avc1.42E01F'] : ['vp9', 'vp8'];
  const soundCodecs = container === 'mp4' ? ['mp4a.40.2', 'opus'] : ['opus'];
  if (!picture) return soundCodecs.map((codec) => `audio/${container};codecs=${codec}`);
  if (!sound) return pictureCodecs.map((codec) => `video/${container};codecs=${codec}`);
  return pictureCodecs.flatMap((codec) =>
    soundCodecs.map((soundCodec) => `video/${container};codecs="${codec},${soundCodec}"`),
  );
}
