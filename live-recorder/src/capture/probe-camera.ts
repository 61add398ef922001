import type { CameraSource } from '@sluice/vod';
import { runContained } from '../ffmpeg/run-contained.js';
import { packetEntries, parseCameraProbe, streamEntries, type CameraMedia } from './camera-media.js';
import { lookArgs, needsOf, secretsIn } from './source-args.js';
import { testPicture } from './test-picture.js';

/** Seconds of the stream that are looked at: a key frame every 2.5 s must show itself. */
const lookSec = 4;
const timeoutMs = 15_000;

const notRecorded =
  'The source is of a kind that is not recorded, such as an HLS playlist: write the address at which ' +
  'the camera sends RTSP, MPEG-TS or Motion JPEG.';

/** What libx264 makes of the test picture. */
const ownPicture = {
  codec: 'h264',
  pixelFormat: 'yuv420p',
  isInterlaced: false,
  isTimed: true,
  hasBFrames: false,
  gopSec: 1,
};

/** Nothing came, or nothing that is a picture; the message is for people and holds no credentials. */
export class ProbeFailed extends Error {
  override readonly name = 'ProbeFailed';
}

/** Looks at a few seconds of a camera's stream. Throws ProbeFailed, or the signal's reason. */
export async function probeCamera(
  ffprobePath: string,
  source: CameraSource,
  signal: AbortSignal,
): Promise<CameraMedia> {
  if (source.kind === 'test') return { ...testPicture, ...ownPicture, audioCodec: null };
  const late = AbortSignal.timeout(timeoutMs);
  const look = (what: readonly string[]): Promise<CameraMedia> =>
    askOnce(ffprobePath, source, what, AbortSignal.any([signal, late])).catch((error: unknown) => {
      throw late.aborted && !signal.aborted ? new ProbeFailed('The camera does not answer.') : error;
    });
  // of pictures without times, seconds can't be counted: four would take twenty at 5 a second
  if (source.kind === 'network' && /^https?$/.test(source.protocol)) {
    const media = await look(['-show_entries', streamEntries]);
    if (!media.isTimed) return media;
  }
  return look(['-read_intervals', `%+${lookSec}`, '-show_entries', `${streamEntries}:${packetEntries}`]);
}

async function askOnce(
  ffprobePath: string,
  source: CameraSource,
  what: readonly string[],
  signal: AbortSignal,
): Promise<CameraMedia> {
  const args = ['-hide_banner', '-v', 'error', ...what, '-of', 'json', ...lookArgs(source)];
  const { exitCode, outputs, complaint, logTail } = await runContained(ffprobePath, args, {
    ...needsOf(source),
    secrets: secretsIn(source),
    signal,
  });
  const media = exitCode === 0 ? parseCameraProbe(outputs[0]!.toString()) : null;
  if (media) return media;
  if (logTail.some((line) => line.includes('Format not on whitelist'))) throw new ProbeFailed(notRecorded);
  throw new ProbeFailed(complaint || 'The camera sends no picture.');
}
