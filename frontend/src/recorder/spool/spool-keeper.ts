import type { RecordingChunk, SealTake } from '@sluice/vod';
import type { CapturedChunk } from '../capture/capture';
import type { ChunkStore, StoredTake } from './chunk-store';
import { fingerprint } from './fingerprint';
import { interruptedEnd, journalLine, readJournal, type JournalEntry } from './journal';
import { keyOf, type SpooledTake, type TakeHeader, type TakeKey } from './spooled-take';

/** What a page can ask of its spool. All of a take's calls come one after another, from whoever holds its lock. */
export class SpoolKeeper {
  constructor(private readonly store: ChunkStore) {}

  kind(): Promise<ChunkStore['kind']> {
    return Promise.resolve(this.store.kind);
  }

  beginTake(header: TakeHeader): Promise<void> {
    return this.append(keyOf(header), { kind: 'take', header });
  }

  /** The bytes first, then the line that tells of them: a line never promises what isn't on the disk. */
  async addChunk(take: TakeKey, { seq, bytes, startMs, endMs }: CapturedChunk): Promise<RecordingChunk> {
    const chunk = { seq, sizeBytes: bytes.length, ...(await fingerprint(bytes)), startMs, endMs };
    await this.store.writeChunk(take, seq, bytes);
    await this.append(take, { kind: 'chunk', chunk });
    return chunk;
  }

  endTake(take: TakeKey, end: SealTake): Promise<void> {
    return this.append(take, { kind: 'end', end });
  }

  mark(take: TakeKey, kind: 'announced' | 'sealed'): Promise<void> {
    return this.append(take, { kind });
  }

  /** Null when the disk has lost or damaged it. */
  async readChunk(take: TakeKey, chunk: RecordingChunk): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = await this.store.readChunk(take, chunk.seq);
    if (!bytes) return null;
    const { sha256 } = await fingerprint(bytes);
    return sha256 === chunk.sha256 ? bytes : null;
  }

  /** What the chunk's file holds, whatever it is: for saving to a file. */
  readBytes(take: TakeKey, seq: number): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.store.readChunk(take, seq);
  }

  /**
   * Deletes what the server has verified, or the disk has lost. The first chunk's file stays as long as its take:
   * without it nothing of the rest could be played, should it have to be saved by hand.
   */
  async forgetChunks(take: TakeKey, kind: 'verified' | 'lost', seqs: number[]): Promise<void> {
    await this.append(take, { kind, seqs });
    for (const seq of seqs) if (seq > 0) await this.store.removeChunk(take, seq);
  }

  forgetTake(take: TakeKey): Promise<void> {
    return this.store.removeTake(take);
  }

  async takes(): Promise<SpooledTake[]> {
    const stored = await this.store.listTakes();
    return stored.map(({ journal }) => readJournal(journal)).filter((take) => take !== null);
  }

  /**
   * Takes over a take whose page is gone, and ends it where it broke off. Null when nothing of it can be used. Only
   * for the holder of its lock.
   */
  async adoptTake(key: TakeKey): Promise<SpooledTake | null> {
    const stored = await this.find(key);
    const take = stored && readJournal(stored.journal);
    if (!take) {
      await this.store.removeTake(key);
      return null;
    }
    if (take.end) return take;
    const end = interruptedEnd(stored.journal);
    await this.endTake(key, end);
    return { ...take, end };
  }

  /** Every folder, also those whose journal says nothing. */
  async takeKeys(): Promise<TakeKey[]> {
    const stored = await this.store.listTakes();
    return stored.map(({ recordingId, takeId }) => ({ recordingId, takeId }));
  }

  private async find({ recordingId, takeId }: TakeKey): Promise<StoredTake | undefined> {
    const stored = await this.store.listTakes();
    return stored.find((take) => take.recordingId === recordingId && take.takeId === takeId);
  }

  private append(take: TakeKey, entry: JournalEntry): Promise<void> {
    return this.store.appendToJournal(take, journalLine(entry));
  }
}
