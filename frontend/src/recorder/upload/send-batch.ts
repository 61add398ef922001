import type { RecordingChunk, SignedChunk } from '@sluice/vod';
import { type ProblemError, toProblemError } from '../../http/problem-error';
import { keyOf } from '../spool/spooled-take';
import type { Spool } from '../spool/spool';
import { putChunk } from './put-chunk';
import { confirmChunks, signChunks } from './take-requests';
import { notAcceptedProblem } from './upload-problems';
import type { UploadTake } from './upload-take';

/** So many chunks are in memory and on the line at once. */
const putsAtOnce = 3;

export interface BatchOutcome {
  verified: number[];
  /** Gone from this machine's disk: nobody can bring them any more. */
  lost: number[];
  /** The first of what went wrong with the others; they are sent again. */
  failure: ProblemError | null;
  isConflict: boolean;
}

/** Signs, sends and confirms some chunks of a take. Throws only when nothing could be sent or confirmed. */
export async function sendBatch(
  { header }: UploadTake,
  batch: RecordingChunk[],
  spool: Spool,
): Promise<BatchOutcome> {
  const signed = (await signChunks(header, batch)).chunks;
  const outcome: BatchOutcome = {
    verified: signed.filter(({ state }) => state === 'verified').map(({ seq }) => seq),
    lost: [],
    failure: null,
    isConflict: signed.some(({ state }) => state === 'conflict'),
  };
  const toSend = signed.filter(({ state }) => state === 'upload');
  const sent: RecordingChunk[] = [];

  const send = async ({ seq, url, headers }: SignedChunk): Promise<void> => {
    const chunk = batch.find((chunk) => chunk.seq === seq);
    if (!chunk || url === null) return;
    const bytes = await spool.call('readChunk', [keyOf(header), chunk]);
    if (!bytes) return void outcome.lost.push(seq);
    try {
      await putChunk(url, headers, bytes);
    } catch (error) {
      // it may have arrived, and only its answer not: the confirmation tells
      if (toProblemError(error).isNetworkFailure) sent.push(chunk);
      throw error;
    }
    sent.push(chunk);
  };
  const sendNext = async (): Promise<void> => {
    for (let next = toSend.shift(); next; next = toSend.shift())
      await send(next).catch((error: unknown) => (outcome.failure ??= toProblemError(error)));
  };
  await Promise.all(Array.from({ length: putsAtOnce }, sendNext));

  const confirmed = sent.length > 0 ? (await confirmChunks(header, sent)).chunks : [];
  for (const { seq, state } of confirmed) {
    if (state === 'verified') outcome.verified.push(seq);
    else if (state === 'conflict') outcome.isConflict = true;
    else outcome.failure ??= notAcceptedProblem();
  }
  return outcome;
}
