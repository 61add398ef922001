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
  const expectedSec = plan.expectedDurationSec;
  if (picture && expectedSec !== null) {
    const missingSec = expectedSec - picture.durationSec;
    if (missingSec > Math.max(missingMinSec, missingMinShare * expectedSec))
      warnings.push({
        code: 'ends_early',
        detail: `The file ends early: ${picture.durationSec.toFixed(1)} of ${expectedSec.toFixed(1)} s could be read.`,
      });
  }
  if (picture && picture.decoderComplaints > 0)
    warnings.push({
      code: 'damaged_frames',
      detail: 'Parts of the file are damaged; some pictures may look wrong.',
    });
  if (audioWarning) warnings.push(audioWarning);
  return warnings;
}
