import type { CameraSource } from '@sluice/vod';
import { runContained } from '../ffmpeg/run-contained.js';
import { parseCameraProbe, probeEntries, type CameraMedia } from './camera-media.js';
import { lookArgs, needsOf, secretsIn } from './source-args.js';
import { testPicture } from './test-picture.js';

/** Seconds of the stream that are looked at: a key frame every 2.5 s must show itself. */
const lookSec = 4;
const timeoutMs = 15_000;

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
  if (source.kind === 'test')
    return { ...testPicture, codec: 'h264', hasBFrames: false, gopSec: 1, audioCodec: null };
  const look = ['-read_intervals', `%+${lookSec}`, '-show_entries', probeEntries, '-of', 'json'];
  const args = ['-hide_banner', '-v', 'error', ...look, ...lookArgs(source)];
  const late = AbortSignal.timeout(timeoutMs);
  const run = { ...needsOf(source), secrets: secretsIn(source), signal: AbortSignal.any([signal, late]) };
  const { exitCode, outputs, complaint } = await runContained(ffprobePath, args, run).catch(
    (error: unknown) => {
      throw late.aborted && !signal.aborted ? new ProbeFailed('The camera does not answer.') : error;
    },
  );
  const media = exitCode === 0 ? parseCameraProbe(outputs[0]!.toString()) : null;
  if (media) return media;
  throw new ProbeFailed(complaint || 'The camera sends no picture.');
}
