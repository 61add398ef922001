import { availableRanges, inUtc, SluiceError, type RingSegment } from '@sluice/vod';

/** Says what the buffer does hold, for people and for programs. */
export function noFootage(ring: readonly RingSegment[]): SluiceError {
  const available = availableRanges(ring).map(inUtc);
  const [oldest, newest] = [available[0], available.at(-1)];
  const detail =
    oldest && newest
      ? `The buffer reaches from ${oldest.from} to ${newest.to}${available.length > 1 ? ', with holes' : ''}.`
      : 'The buffer is empty: the camera has not delivered anything yet.';
  return new SluiceError('no_footage', detail, { extension: { available } });
}
