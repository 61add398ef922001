import { type AttemptPlan, type ChunkProgress, type RenditionMedia, type VideoWarning } from '@sluice/vod';
import { pictureSec } from '../verify/verify-whole.js';

/** Less than this missing at the end is the container's rounding. */
const missingMinSec = 0.5;
const missingMinShare = 0.02;

/** Everything the owner should know about the published video. */
export function outcomeWarnings(
  plan: AttemptPlan,
  chunks: readonly ChunkProgress[],
  renditions: readonly RenditionMedia[],
): VideoWarning[] {
  const readSec = pictureSec(plan, renditions);
  const ending = readSec === null ? null : endsEarly(readSec, plan.expectedDurationSec);
  const complaints = chunks.reduce((sum, { output }) => sum + output.decoderComplaints, 0);
  const leftOut = chunks.flatMap(({ output }) => output.leftOut ?? []);
  const planned = plan.warnings.filter(
    ({ code }) =>
      code !== 'passed_through' || !leftOut.some((warning) => warning.code === 'not_passed_through'),
  );
  // the picture at the cut is always damaged, and such a file is never cut into chunks: not worth words of their own
  if (ending) return [ending, ...planned.filter(({ code }) => code !== 'encoded_in_one_piece'), ...leftOut];
  return [...planned, ...(complaints > 0 ? [damagedFrames] : []), ...leftOut];
}

const damagedFrames: VideoWarning = {
  code: 'damaged_frames',
  detail: 'Parts of the file are damaged; some pictures may look wrong.',
};

function endsEarly(readSec: number, expectedSec: number | null): VideoWarning | null {
  if (expectedSec === null || expectedSec - readSec <= Math.max(missingMinSec, missingMinShare * expectedSec))
    return null;
  return {
    code: 'ends_early',
    detail: `The file ends early: ${readSec.toFixed(1)} of ${expectedSec.toFixed(1)} s could be read.`,
  };
}
