import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Claim } from '@sluice/database';
import {
  audioRenditionName,
  averageBandwidth,
  peakBandwidth,
  segmentFileName,
  totalDurationSec,
  type AttemptPlan,
  type RenditionMedia,
  type SegmentMedia,
} from '@sluice/vod';
import { audioCommand } from '../encode/audio-args.js';
import { encodingLimits } from '../encode/encoding-limits.js';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import { putFiles } from '../publish/put-files.js';
import { audioOptions } from '../transcode-chunk/encode-chunk.js';
import { countListed } from '../verify/count-segments.js';
import { decodePart } from '../verify/decode-part.js';
import { measurePart } from '../verify/measure-part.js';
import { pictureSec } from '../verify/verify-whole.js';
import type { ProcessContext } from './process-context.js';

/** A frame of AAC and a little: what nobody can make fit better. */
const fitsWithinSec = 0.025;
/** Above every number of a chunk's own claims. */
const nameAfterClaims = 1000;

/**
 * A picture that was encoded in one piece may end elsewhere than its file claimed, and its sound was encoded beside it
 * by that claim. Then the sound is encoded once more, to the picture's length; what both have in common is kept, since
 * people may be playing it.
 */
export async function fitSound(
  claim: Claim,
  plan: AttemptPlan,
  renditions: readonly RenditionMedia[],
  context: ProcessContext & { workDir: string },
): Promise<RenditionMedia[]> {
  const sound = renditions.find(({ kind }) => kind === 'audio');
  const lengthSec = pictureSec(plan, renditions);
  if (!sound || !plan.audio || lengthSec === null || plan.totalFrames !== null) return [...renditions];
  if (Math.abs(totalDurationSec(sound.segments) - lengthSec) <= fitsWithinSec) return [...renditions];
  const { workDir, sources, signal } = context;
  await mkdir(join(workDir, audioRenditionName), { recursive: true });
  const source = await sources.hold(claim.source, signal);
  try {
    await runFfmpeg(audioCommand(plan.audio, source.path, audioOptions(plan, lengthSec)), {
      ...context,
      label: 'audio to fit',
      ...encodingLimits(lengthSec),
    });
  } finally {
    source.release();
  }
  const range = { first: 0, count: await countListed(workDir, audioRenditionName, 0) };
  const part = await measurePart(workDir, audioRenditionName, range);
  await decodePart(audioRenditionName, range, part, { gopFrames: 1, beside: [] }, context);
  const kept = commonSegments(sound.segments, part.segments);
  const fresh = part.segments.slice(kept).map((segment, at): SegmentMedia => ({
    ...segment,
    fileName: segmentFileName(kept + at, nameAfterClaims + claim.tries),
  }));
  const files = fresh.map(({ fileName }, at) => ({
    path: `${audioRenditionName}/${segmentFileName(kept + at)}`,
    name: `${audioRenditionName}/${fileName}`,
  }));
  await putFiles(files, workDir, { ...context, ...claim });
  const segments = [...sound.segments.slice(0, kept), ...fresh];
  const fitted: RenditionMedia = {
    ...sound,
    segments,
    bandwidthBps: peakBandwidth(segments, plan.targetDurationSec),
    averageBandwidthBps: averageBandwidth(segments),
  };
  return renditions.map((rendition) => (rendition === sound ? fitted : rendition));
}

/** The encoder gives the same for the same sound, up to where the ends differ. */
function commonSegments(before: readonly SegmentMedia[], after: readonly SegmentMedia[]): number {
  const differs = after.findIndex(
    ({ sizeBytes, durationSec }, index) =>
      before[index]?.sizeBytes !== sizeBytes || before[index].durationSec !== durationSec,
  );
  return differs < 0 ? after.length : differs;
}
