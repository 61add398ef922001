import {
  fileNameOf,
  SluiceError,
  toNumber,
  totalDurationSec,
  type AttemptPlan,
  type RenditionMedia,
} from '@sluice/vod';
import { initFileName } from '@sluice/vod';
import type { StoredFiles } from '../publish/stored-files.js';

/** ISO/IEC 14496-3: a frame of AAC-LC at 48 kHz, in seconds. */
const aacFrameSec = 1024 / 48_000;

/**
 * The publish gate for the whole: every chunk has passed its own (transcode-chunk/segment-publisher.ts); here they are
 * held against each other, against the plan's length, and against what the storage says that it holds.
 * Throws SluiceError `output_invalid`.
 */
export function verifyWhole(
  plan: AttemptPlan,
  renditions: readonly RenditionMedia[],
  stored: StoredFiles,
): void {
  const invalid = (detail: string): SluiceError => new SluiceError('output_invalid', `${detail}.`);
  const planned = plan.picture?.renditions.map(({ name }) => name) ?? [];
  const missing = planned.find((name) => !renditions.some((rendition) => rendition.name === name));
  if (missing) throw invalid(`${missing} is missing`);
  if (renditions.length === 0) throw invalid('there is nothing to play');
  const frameSec = plan.picture ? 1 / toNumber(plan.picture.frameRate) : aacFrameSec;
  const wantedSec = pictureSec(plan, renditions) ?? totalDurationSec(renditions[0]!.segments);
  for (const rendition of renditions) {
    const lengthSec = totalDurationSec(rendition.segments);
    const allowedSec = planned.includes(rendition.name) ? 0.5 * frameSec : 1.5 * frameSec + aacFrameSec;
    if (Math.abs(lengthSec - wantedSec) > allowedSec)
      throw invalid(`${rendition.name} lasts ${lengthSec.toFixed(3)} s instead of ${wantedSec.toFixed(3)} s`);
    refuseMissingFiles(rendition, stored, invalid);
  }
}

/** How long the encoded picture is: as planned, or as it turned out. null without a picture. */
export function pictureSec(plan: AttemptPlan, renditions: readonly RenditionMedia[]): number | null {
  if (!plan.picture) return null;
  if (plan.totalFrames !== null) return plan.totalFrames / toNumber(plan.picture.frameRate);
  const [first] = plan.picture.renditions;
  const encoded = renditions.find(({ name }) => name === first?.name);
  return encoded ? totalDurationSec(encoded.segments) : null;
}

function refuseMissingFiles(
  { name, segments }: RenditionMedia,
  stored: StoredFiles,
  invalid: (detail: string) => SluiceError,
): void {
  if (!stored.get(`${name}/${initFileName}`)) throw invalid(`${name}/${initFileName} is missing in storage`);
  for (const [index, segment] of segments.entries()) {
    const file = `${name}/${fileNameOf(segment, index)}`;
    const sizeBytes = stored.get(file);
    if (sizeBytes !== segment.sizeBytes)
      throw invalid(`${file} has ${sizeBytes ?? 0} of ${segment.sizeBytes} bytes in storage`);
  }
}
