import {
  audioPolicy,
  SluiceError,
  timestampOffsetSec,
  totalDurationSec,
  type AttemptPlan,
  type Chunk,
} from '@sluice/vod';
import type { MeasuredPart } from './measure-part.js';

/** People notice sound that is this much beside the picture; ffmpeg's grid allows far less. */
const startSkewMaxSec = 0.04;
/** A part that is cut out of the middle must be where it belongs to less than half a picture at 60 a second. */
const seamSkewMaxSec = 0.005;
/** ISO/IEC 14496-3: samples in a frame of AAC-LC. */
const aacFrameSamples = 1024;

/** Holds measured segments against the plan. Throws SluiceError `output_invalid`. */
export function verifyPart(
  plan: AttemptPlan,
  chunk: Pick<Chunk, 'startSec'>,
  name: string,
  part: MeasuredPart,
  isFirst: boolean,
): void {
  const invalid = (detail: string): SluiceError => new SluiceError('output_invalid', `${name} ${detail}.`);
  const skewSec = Math.abs(part.firstPresentationSec - timestampOffsetSec - chunk.startSec);
  const allowedSec = chunk.startSec > 0 ? seamSkewMaxSec : startSkewMaxSec;
  if (isFirst && skewSec > allowedSec) throw invalid(`starts ${skewSec.toFixed(3)} s beside the others`);
  const planned = [...(plan.picture?.renditions ?? []), ...(plan.passThrough ? [plan.passThrough] : [])].find(
    (rendition) => rendition.name === name,
  );
  if (planned && (planned.width !== part.width || planned.height !== part.height))
    throw invalid(`has ${part.width}×${part.height} pixels`);
  const lengthSec = totalDurationSec(part.segments);
  const samplesSec = (part.sampleCount * aacFrameSamples) / audioPolicy.sampleRateHz;
  if (part.kind === 'audio' && Math.abs(samplesSec - lengthSec) > 0.5)
    throw invalid(`holds ${samplesSec.toFixed(2)} s of sound in ${lengthSec.toFixed(2)} s`);
}
