import type { EncodingPlan, VideoWarning } from '@sluice/vod';
import type { EncodedPicture } from '../encode/encode-picture.js';

/** Less than this missing at the end is the container's rounding. */
const missingMinSec = 0.5;
const missingMinShare = 0.02;

/** Everything the owner should know about the published video. */
export function outcomeWarnings(
  plan: EncodingPlan,
  picture: EncodedPicture | null,
  audioWarning: VideoWarning | null,
): VideoWarning[] {
  const warnings = [...plan.warnings];
  const ending = picture && endsEarly(picture.durationSec, plan.expectedDurationSec);
  // the picture at the cut is always damaged; that alone is not worth a second warning
  if (ending) warnings.push(ending);
  else if (picture && picture.decoderComplaints > 0)
    warnings.push({
      code: 'damaged_frames',
      detail: 'Parts of the file are damaged; some pictures may look wrong.',
    });
  if (audioWarning) warnings.push(audioWarning);
  return warnings;
}

function endsEarly(readSec: number, expectedSec: number | null): VideoWarning | null {
  if (expectedSec === null || expectedSec - readSec <= Math.max(missingMinSec, missingMinShare * expectedSec))
    return null;
  return {
    code: 'ends_early',
    detail: `The file ends early: ${readSec.toFixed(1)} of ${expectedSec.toFixed(1)} s could be read.`,
  };
}
