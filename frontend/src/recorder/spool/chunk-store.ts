import type { TakeKey } from './spooled-take';

export interface StoredTake extends TakeKey {
  journal: string;
}

/** Where chunks and journals are kept. Everything that is resolved has reached the disk. */
export interface ChunkStore {
  readonly kind: 'opfs' | 'indexeddb';
  writeChunk(take: TakeKey, seq: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Null when it isn't there. */
  readChunk(take: TakeKey, seq: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /** What isn't there already is fine. */
  removeChunk(take: TakeKey, seq: number): Promise<void>;
  appendToJournal(take: TakeKey, line: string): Promise<void>;
  /** All takes of all recordings, with what their journals say; '' where there is none. */
  listTakes(): Promise<StoredTake[]>;
  removeTake(take: TakeKey): Promise<void>;
}
