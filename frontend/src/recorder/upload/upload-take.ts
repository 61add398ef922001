import type { RecordingChunk, SealTake } from '@sluice/vod';
import type { ProblemError } from '../../http/problem-error';
import type { SpooledTake, TakeHeader } from '../spool/spooled-take';

/** As many as are signed and confirmed at once: forty seconds of recording. */
export const batchSize = 20;

/** A take on its way to the server. */
export interface UploadTake {
  readonly header: TakeHeader;
  /** Spooled, and not verified by the server. */
  readonly waiting: Map<number, RecordingChunk>;
  recordedChunks: number;
  verifiedChunks: number;
  end: SealTake | null;
  isAnnounced: boolean;
  isSealed: boolean;
  /** Why nothing more of it can be uploaded; its chunks are kept. */
  problem: ProblemError | null;
}

export const newUploadTake = (header: TakeHeader): UploadTake => ({
  header,
  waiting: new Map(),
  recordedChunks: 0,
  verifiedChunks: 0,
  end: null,
  isAnnounced: false,
  isSealed: false,
  problem: null,
});

export const spooledUploadTake = ({ waiting, ...take }: SpooledTake): UploadTake => ({
  ...take,
  waiting: new Map(waiting.map((chunk) => [chunk.seq, chunk])),
  problem: null,
});

/** `seal` before `send`: the server then knows what is still to come. */
export type UploadStep = 'announce' | 'seal' | 'send' | 'forget';

/** What is to be done next for a take; null when nothing is, for now or because of its problem. */
export function nextStep(take: UploadTake): UploadStep | null {
  if (take.problem) return null;
  if (!take.isAnnounced) return 'announce';
  // The end is told after the last chunk is on the disk.
  if (take.end && !take.isSealed) return 'seal';
  if (take.waiting.size > 0) return 'send';
  return take.isSealed ? 'forget' : null;
}

/** The chunks of the next round, the oldest first: what is longest at risk. */
export const nextBatch = (take: UploadTake): RecordingChunk[] =>
  [...take.waiting.values()].toSorted((a, b) => a.seq - b.seq).slice(0, batchSize);

/** What the server is told of all takes goes before the bytes of any: it must know what is still to come. */
const urgency: readonly (readonly UploadStep[])[] = [['announce'], ['seal'], ['send', 'forget']];

/**
 * The take whose turn it is. It stays with one take while that goes well; after a failure the next one has its turn,
 * so that one chunk which the server doesn't want holds up nothing but its own take.
 */
export function nextTake(takes: readonly UploadTake[], from: number): number | null {
  const inTurn = takes.map((_, i) => (from + i) % takes.length);
  for (const steps of urgency) {
    const index = inTurn.find((at) => steps.some((step) => step === nextStep(takes[at]!)));
    if (index !== undefined) return index;
  }
  return null;
}
