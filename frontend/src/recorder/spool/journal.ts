import type { RecordingChunk, SealTake } from '@sluice/vod';
import type { SpooledTake, TakeHeader } from './spooled-take';

/** One line of a take's journal. Nothing is ever changed in it, only added. */
export type JournalEntry =
  | { kind: 'take'; header: TakeHeader }
  | { kind: 'chunk'; chunk: RecordingChunk }
  | { kind: 'end'; end: SealTake }
  | { kind: 'announced' }
  | { kind: 'sealed' }
  /** `lost`: its file is gone or was damaged on this machine; there is nothing left to upload. */
  | { kind: 'verified' | 'lost'; seqs: number[] };

/** A line break on both sides: what follows a torn line stays readable. */
export const journalLine = (entry: JournalEntry): string => `\n${JSON.stringify(entry)}\n`;

/**
 * Reads a journal that may end anywhere: lines that were torn by a crash are left out. Null without a head: then no
 * chunk was written either, for the head comes first.
 */
export function readJournal(text: string): SpooledTake | null {
  const entries = text.split('\n').flatMap(parseLine);
  const head = entries.find((entry) => entry.kind === 'take');
  if (!head) return null;
  const chunks = new Map<number, RecordingChunk>();
  const gone = new Set<number>();
  let verifiedChunks = 0;
  let end: SealTake | null = null;
  for (const entry of entries) {
    if (entry.kind === 'chunk') chunks.set(entry.chunk.seq, entry.chunk);
    if (entry.kind === 'end') end = entry.end;
    if (entry.kind !== 'verified' && entry.kind !== 'lost') continue;
    for (const seq of entry.seqs) {
      if (entry.kind === 'verified' && !gone.has(seq)) verifiedChunks += 1;
      gone.add(seq);
    }
  }
  return {
    header: head.header,
    waiting: [...chunks.values()].filter(({ seq }) => !gone.has(seq)).toSorted((a, b) => a.seq - b.seq),
    recordedChunks: Math.max(0, ...[...chunks.keys()].map((seq) => seq + 1)),
    verifiedChunks,
    end,
    isAnnounced: entries.some(({ kind }) => kind === 'announced'),
    isSealed: entries.some(({ kind }) => kind === 'sealed'),
  };
}

/** How a take ends whose page is gone: behind the last chunk that reached the disk. */
export function interruptedEnd(text: string): SealTake {
  const chunks = text
    .split('\n')
    .flatMap(parseLine)
    .filter((entry) => entry.kind === 'chunk');
  return {
    chunkCount: Math.max(0, ...chunks.map(({ chunk }) => chunk.seq + 1)),
    durationMs: Math.max(0, ...chunks.map(({ chunk }) => chunk.endMs)),
    endReason: 'interrupted',
  };
}

function parseLine(line: string): JournalEntry[] {
  if (line === '') return [];
  try {
    const entry: unknown = JSON.parse(line);
    const isEntry = typeof entry === 'object' && entry !== null && 'kind' in entry;
    return isEntry ? [entry as JournalEntry] : [];
  } catch {
    return [];
  }
}
