import type { RecordingChunk } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { networkProblem } from '../../http/problem-error';
import { newUploadTake, nextBatch, nextStep, nextTake, type UploadTake } from './upload-take';

const header: UploadTake['header'] = {
  recordingId: 'r',
  roomId: 'room',
  roomTitle: 'Room',
  participantId: 'p',
  token: 't',
  takeId: 'take',
  container: 'mp4',
  mimeType: 'video/mp4',
  startedAt: '2026-01-01T00:00:00.000Z',
};
const chunk = (seq: number): RecordingChunk => ({
  seq,
  sizeBytes: 1,
  sha256: '',
  md5: '',
  startMs: 0,
  endMs: 0,
});
const end = { chunkCount: 1, durationMs: 0, endReason: 'stopped' } as const;
const take = (changes: Partial<UploadTake> = {}): UploadTake => ({ ...newUploadTake(header), ...changes });
const waiting = (...seqs: number[]) => new Map(seqs.map((seq) => [seq, chunk(seq)]));

describe('nextStep', () => {
  it('announces, sends, seals and forgets', () => {
    expect(nextStep(take())).toBe('announce');
    expect(nextStep(take({ isAnnounced: true, waiting: waiting(0) }))).toBe('send');
    expect(nextStep(take({ isAnnounced: true, waiting: waiting(0), end }))).toBe('seal');
    expect(nextStep(take({ isAnnounced: true, waiting: waiting(0), end, isSealed: true }))).toBe('send');
    expect(nextStep(take({ isAnnounced: true, end, isSealed: true }))).toBe('forget');
  });
  it('waits for more while the take is recorded', () =>
    expect(nextStep(take({ isAnnounced: true }))).toBeNull());
  it('leaves a take with a problem alone', () =>
    expect(nextStep(take({ waiting: waiting(0), problem: networkProblem() }))).toBeNull());
});

describe('nextBatch', () => {
  it('is the twenty oldest', () => {
    const seqs = Array.from({ length: 30 }, (_, i) => 29 - i);
    const batch = nextBatch(take({ waiting: waiting(...seqs) }));
    expect(batch.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});

describe('nextTake', () => {
  const idle = take({ isAnnounced: true });
  const busy = take();
  it('stays where it is while there is something to do', () =>
    expect(nextTake([busy, busy, busy], 1)).toBe(1));
  it('tells the server of every take, and how long each is, before it sends the bytes of any', () => {
    const sending = take({ isAnnounced: true, waiting: waiting(0) });
    const ended = take({ isAnnounced: true, waiting: waiting(0), end });
    expect(nextTake([sending, ended, busy], 0)).toBe(2);
    expect(nextTake([sending, ended], 0)).toBe(1);
    expect(nextTake([idle, sending], 0)).toBe(1);
  });
  it('goes round', () => expect(nextTake([busy, idle, idle], 1)).toBe(0));
  it('finds nothing', () => {
    expect(nextTake([idle, idle], 1)).toBeNull();
    expect(nextTake([], 0)).toBeNull();
  });
});
