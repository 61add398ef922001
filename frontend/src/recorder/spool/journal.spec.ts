import type { RecordingChunk } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { interruptedEnd, journalLine, readJournal, type JournalEntry } from './journal';
import type { TakeHeader } from './spooled-take';

const header: TakeHeader = {
  recordingId: 'r',
  roomId: 'room',
  roomTitle: 'Ein Gespräch',
  participantId: 'p',
  token: 't',
  takeId: 'take',
  container: 'mp4',
  mimeType: 'video/mp4',
  startedAt: '2026-01-01T00:00:00.000Z',
};
const chunk = (seq: number): RecordingChunk => ({
  seq,
  sizeBytes: 100,
  sha256: 'a'.repeat(64),
  md5: 'b'.repeat(32),
  startMs: seq * 2000,
  endMs: seq * 2000 + 2000,
});
const write = (...entries: JournalEntry[]) => entries.map(journalLine).join('');
const take: JournalEntry = { kind: 'take', header };
const chunks = [0, 1, 2].map((seq): JournalEntry => ({ kind: 'chunk', chunk: chunk(seq) }));

describe('readJournal', () => {
  it('tells what waits', () => {
    const read = readJournal(
      write(
        take,
        ...chunks,
        { kind: 'announced' },
        { kind: 'verified', seqs: [0, 1] },
        { kind: 'verified', seqs: [1] },
      ),
    );
    expect(read).toEqual({
      header,
      waiting: [chunk(2)],
      recordedChunks: 3,
      verifiedChunks: 2,
      end: null,
      isAnnounced: true,
      isSealed: false,
    });
  });

  it('takes what is lost off the list without calling it verified', () =>
    expect(readJournal(write(take, ...chunks, { kind: 'lost', seqs: [1] }))).toMatchObject({
      waiting: [chunk(0), chunk(2)],
      verifiedChunks: 0,
    }));

  it('survives a cut at every byte, and what is written behind it', () => {
    const whole = write(take, ...chunks);
    const first = write(take).length;
    for (let length = 0; length <= whole.length; length++) {
      const torn = whole.slice(0, length);
      const read = readJournal(torn);
      if (length < first - 1) expect(read).toBeNull();
      else expect(read?.waiting.length).toBeLessThanOrEqual(3);
      const continued = readJournal(torn + write(take, { kind: 'chunk', chunk: chunk(7) }));
      expect(continued?.waiting.at(-1)).toEqual(chunk(7));
    }
  });

  it.each(['\0\0\0\0', '{"kind":', '42', 'null', '[]', '{"other":1}'])('reads past %j', (garbage) =>
    expect(readJournal(`${write(take)}${garbage}${write(...chunks)}`)?.waiting).toHaveLength(3),
  );

  it('is nothing without a head', () => expect(readJournal(write(...chunks))).toBeNull());
});

describe('interruptedEnd', () => {
  it('lies behind the last chunk on disk', () =>
    expect(interruptedEnd(write(take, ...chunks, { kind: 'verified', seqs: [2] }))).toEqual({
      chunkCount: 3,
      durationMs: 6000,
      endReason: 'interrupted',
    }));
  it('is at 0 without chunks', () =>
    expect(interruptedEnd(write(take))).toMatchObject({ chunkCount: 0, durationMs: 0 }));
});
