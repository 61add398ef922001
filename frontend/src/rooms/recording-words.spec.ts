import { describe, expect, it } from 'vitest';
import { describeAttempt, describeGap, describeRecording, recordingMilestone } from './recording-words';

const uploading = {
  status: 'uploading' as const,
  stage: null,
  progress: 0,
  recordedChunks: 20,
  verifiedChunks: 12,
};

describe('describeRecording', () => {
  it.each([
    [uploading, 'Uploading 12 of 20 pieces'],
    [{ ...uploading, recordedChunks: 1, verifiedChunks: 0 }, 'Uploading 0 of 1 piece'],
    [{ ...uploading, status: 'created' as const }, 'About to begin'],
    [{ ...uploading, status: 'active' as const }, 'Recording'],
    [{ ...uploading, status: 'processing' as const }, 'Waiting for a worker'],
    [
      { ...uploading, status: 'processing' as const, stage: 'assembling' as const },
      'Putting the pieces together',
    ],
    [{ ...uploading, status: 'completed' as const }, 'Done'],
    [{ ...uploading, status: 'failed' as const }, 'Failed'],
  ])('says of %o: %s', (recording, words) => expect(describeRecording(recording)).toBe(words));
});

describe('recordingMilestone', () => {
  it('stays the same between quarters', () => {
    expect(recordingMilestone(uploading)).toBe('Uploading, 50 percent');
    expect(recordingMilestone({ ...uploading, verifiedChunks: 14 })).toBe('Uploading, 50 percent');
    expect(recordingMilestone({ ...uploading, recordedChunks: 0, verifiedChunks: 0 })).toBe(
      'Uploading, 0 percent',
    );
    expect(recordingMilestone({ ...uploading, status: 'processing', stage: 'encoding', progress: 0.8 })).toBe(
      'Encoding the films, 75 percent',
    );
  });
});

describe('describeAttempt', () => {
  const now = Date.parse('2026-06-15T12:00:00.000Z');
  const inSec = (sec: number) => new Date(now + sec * 1000).toISOString();

  it.each([
    [{ attempt: 1, nextTryAt: null }, null],
    [{ attempt: 2, nextTryAt: null }, 'Attempt 2'],
    [{ attempt: 2, nextTryAt: inSec(40) }, 'Attempt 2, the next try in 40 s'],
    [{ attempt: 1, nextTryAt: inSec(600) }, 'The next try in 10 min'],
    [{ attempt: 3, nextTryAt: inSec(-1) }, 'Attempt 3, the next try is about to begin'],
  ])('says of %o: %s', (recording, words) => expect(describeAttempt(recording, now)).toBe(words));
});

describe('describeGap', () => {
  it.each([
    ['missing_chunks' as const, 12, 18, '0:12–0:18 missing: 3 pieces never arrived'],
    ['missing_chunks' as const, 12, 13, '0:12–0:13 missing: 1 piece never arrived'],
    ['paused' as const, 60, 75, '1:00–1:15 paused'],
    ['absent' as const, 0, 31, '0:00–0:31 not in the room'],
    ['interrupted' as const, 5, 6, '0:05–0:06 interrupted: the browser or a device stood still'],
  ])('says of %s', (reason, fromSec, toSec, words) =>
    expect(describeGap({ reason, fromSec, toSec })).toBe(words),
  );
});
