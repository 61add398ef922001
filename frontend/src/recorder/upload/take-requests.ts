import type {
  ConfirmedChunks,
  RecordingChunk,
  SealTake,
  SignedChunks,
  StartTake,
  TakeView,
} from '@sluice/vod';
import { networkProblem } from '../../http/problem-error';
import { request } from '../../http/request';
import type { TakeHeader } from '../spool/spooled-take';

/** An answer that doesn't come within this is asked for again; all of these may be asked twice. */
const answerWithinMs = 30_000;

async function post<Answer>(path: string, { token }: TakeHeader, body: object): Promise<Answer> {
  const headers = { 'Participant-Token': token };
  const signal = AbortSignal.timeout(answerWithinMs);
  try {
    return await request<Answer>(path, { method: 'POST', headers, body, signal });
  } catch (error) {
    if (signal.aborted) throw networkProblem();
    throw error;
  }
}

export function announceTake(header: TakeHeader): Promise<TakeView> {
  const { recordingId, takeId, container, mimeType, startedAt } = header;
  const take: StartTake = { takeId, container, mimeType, startedAt };
  return post(`/api/recordings/${recordingId}/takes`, header, take);
}

export const sealTake = (header: TakeHeader, end: SealTake): Promise<TakeView> =>
  post(`/api/takes/${header.takeId}/seal`, header, end);

export const signChunks = (header: TakeHeader, chunks: RecordingChunk[]): Promise<SignedChunks> =>
  post(`/api/takes/${header.takeId}/chunks/sign`, header, { chunks });

export const confirmChunks = (header: TakeHeader, chunks: RecordingChunk[]): Promise<ConfirmedChunks> =>
  post(`/api/takes/${header.takeId}/chunks/confirm`, header, { chunks });
