import {
  CameraSourceError,
  parseCameraSource,
  type CameraSource,
  type LiveTranscode,
  type TestCameraResult,
} from '@sluice/vod';
import { CaptureRefused, planCapture } from '../capture/capture-plan.js';
import { ProbeFailed, probeCamera } from '../capture/probe-camera.js';
import { lookArgs, needsOf } from '../capture/source-args.js';
import { takeJpegs } from './take-jpegs.js';

export interface TestContext {
  ffmpegPath: string;
  ffprobePath: string;
  transcode: LiveTranscode;
  signal: AbortSignal;
}

const longestSide = 640;
const limitMs = 20_000;

/**
 * Looks at a source as it would be recorded, with a picture of it. Whatever is wrong with it is an answer too. Throws the
 * context's reason, and that nothing could be started.
 */
export async function testCamera(source: string, context: TestContext): Promise<TestCameraResult> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(limitMs)]);
  try {
    const parsed = parseCameraSource(source);
    const media = await probeCamera(context.ffprobePath, parsed, signal);
    const { video, reason } = planCapture(parsed, media, context.transcode);
    const { codec, width, height, fps, gopSec, audioCodec } = media;
    const jpeg = await takeLook(parsed, { ...context, signal });
    context.signal.throwIfAborted();
    return {
      ok: true,
      test: {
        codec,
        width,
        height,
        fps,
        gopSec,
        hasAudio: audioCodec !== null,
        willEncode: video === 'encode',
        reason,
        picture: jpeg && `data:image/jpeg;base64,${jpeg.toString('base64')}`,
      },
    };
  } catch (error) {
    if (isAnswer(error)) return { ok: false, code: 'camera_unreachable', detail: error.message };
    throw error;
  }
}

const isAnswer = (error: unknown): error is Error =>
  error instanceof CameraSourceError || error instanceof ProbeFailed || error instanceof CaptureRefused;

/** null: what could be probed a moment ago gives no picture now. The rest is worth telling all the same. */
async function takeLook(
  source: CameraSource,
  { ffmpegPath, signal }: Pick<TestContext, 'ffmpegPath' | 'signal'>,
): Promise<Buffer | null> {
  const wanted = { index: 0, longestSides: [longestSide] };
  const jpegs = await takeJpegs(ffmpegPath, lookArgs(source), wanted, { ...needsOf(source), signal }).catch(
    () => null,
  );
  return jpegs?.[0] ?? null;
}
