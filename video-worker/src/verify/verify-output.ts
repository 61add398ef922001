import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  audioPolicy,
  buildMediaPlaylist,
  SluiceError,
  targetDuration,
  timestampOffsetSec,
  totalDurationSec,
  type EncodingPlan,
} from '@sluice/vod';
import type { Logger } from 'pino';
import { FfmpegFailure, runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import type { EncodedPicture } from '../encode/encode-picture.js';
import type { MeasuredRendition } from './measure-rendition.js';

/** A playlist of our own beside the segments, for reading them back. */
export const verifyPlaylistName = 'verify.m3u8';

const timeoutMs = 600_000;
/** People notice sound that is this much beside the picture; ffmpeg's grid allows far less. */
const startSkewMaxSec = 0.04;
/** ISO/IEC 14496-3: samples in a frame of AAC-LC. */
const aacFrameSamples = 1024;

interface VerifyContext {
  workDir: string;
  signal: AbortSignal;
  log: Logger;
}

/**
 * The publish gate. An exit code of 0 is no proof: on a full disk the HLS muxer ends with 0 over empty segments. The
 * segments were measured (measure-rendition.ts); here they are held against the plan, against what the encoder says
 * it wrote, and against a decoder. Throws SluiceError `output_invalid`.
 */
export async function verifyOutput(
  plan: EncodingPlan,
  encoded: EncodedPicture | null,
  renditions: MeasuredRendition[],
  context: VerifyContext,
): Promise<void> {
  const invalid = (detail: string): SluiceError => new SluiceError('output_invalid', `${detail}.`);
  for (const rendition of renditions) {
    const skew = Math.abs(rendition.firstPresentationSec - timestampOffsetSec);
    if (skew > startSkewMaxSec)
      throw invalid(`${rendition.name} starts ${skew.toFixed(3)} s beside the others`);
    const planned = plan.picture?.renditions.find(({ name }) => name === rendition.name);
    if (planned && (planned.width !== rendition.width || planned.height !== rendition.height))
      throw invalid(`${rendition.name} has ${rendition.width}×${rendition.height} pixels`);
    if (rendition.kind === 'video' && rendition.sampleCount !== encoded?.frames)
      throw invalid(`${rendition.name} holds ${rendition.sampleCount} of ${encoded?.frames ?? 0} pictures`);
    const samplesSec = (rendition.sampleCount * aacFrameSamples) / audioPolicy.sampleRateHz;
    if (rendition.kind === 'audio' && Math.abs(samplesSec - totalDurationSec(rendition.segments)) > 0.5)
      throw invalid(
        `the sound holds ${samplesSec.toFixed(2)} s in ${totalDurationSec(rendition.segments).toFixed(2)} s`,
      );
    const expectedSec = encoded?.durationSec ?? totalDurationSec(rendition.segments);
    const lengthSec = totalDurationSec(rendition.segments);
    if (Math.abs(lengthSec - expectedSec) > Math.max(0.5, 0.01 * expectedSec))
      throw invalid(
        `${rendition.name} lasts ${lengthSec.toFixed(2)} s instead of ${expectedSec.toFixed(2)} s`,
      );
    await decodeRendition(rendition, plan, targetDuration(renditions), context);
  }
}

/** Decodes all sound, and of the pictures every key frame: each of them begins what a player can jump to. */
async function decodeRendition(
  rendition: MeasuredRendition,
  plan: EncodingPlan,
  targetDurationSec: number,
  context: VerifyContext,
): Promise<void> {
  const playlist = buildMediaPlaylist({
    segments: rendition.segments,
    targetDurationSec,
    type: 'VOD',
    uriOf: (file) => file,
  });
  const path = join(rendition.name, verifyPlaylistName);
  await writeFile(join(context.workDir, path), playlist);
  const keyFramesOnly = rendition.kind === 'video' ? ['-skip_frame', 'nokey'] : [];
  const { lastProgress, logTail } = await runFfmpeg(
    {
      inputs: [{ path, options: ['-xerror', '-protocol_whitelist', 'file', ...keyFramesOnly] }],
      outputs: [{ path: '-', options: ['-map', '0', '-fps_mode', 'passthrough', '-f', 'null'] }],
    },
    { ...context, label: `verify ${rendition.name}`, timeoutMs },
  ).catch((error: unknown) => {
    if (error instanceof FfmpegFailure && !error.end.exitSignal)
      throw new SluiceError('output_invalid', `${rendition.name} cannot be decoded.`, { cause: error });
    throw error;
  });
  const keyFrames = plan.picture ? Math.ceil(rendition.sampleCount / plan.picture.gopFrames) : 0;
  if (rendition.kind === 'video' && lastProgress.frames !== keyFrames)
    throw new SluiceError(
      'output_invalid',
      `${rendition.name}: ${lastProgress.frames} of ${keyFrames} key frames decode.`,
    );
  if (logTail.some((line) => /\[(error|fatal)\]/.test(line)))
    throw new SluiceError('output_invalid', `${rendition.name} decodes with errors.`);
}
