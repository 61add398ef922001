import type { ChunkStore, StoredTake } from './chunk-store';
import type { TakeKey } from './spooled-take';

export const indexedDbName = 'rec';
const chunks = 'chunks';
const lines = 'lines';

/** For browsers without sync access handles. Keys begin with the recording and the take, so that a range is a take. */
export class IndexedDbStore implements ChunkStore {
  readonly kind = 'indexeddb';

  static async open(): Promise<IndexedDbStore> {
    const opening = indexedDB.open(indexedDbName, 1);
    opening.addEventListener('upgradeneeded', () => {
      opening.result.createObjectStore(chunks);
      opening.result.createObjectStore(lines);
    });
    return new IndexedDbStore(await answerOf(opening));
  }

  private constructor(private readonly database: IDBDatabase) {}

  async writeChunk(take: TakeKey, seq: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.change((transaction) => transaction.objectStore(chunks).put(bytes, [...keyOf(take), seq]));
  }

  async readChunk(take: TakeKey, seq: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const store = this.database.transaction(chunks).objectStore(chunks);
    const bytes: unknown = await answerOf(store.get([...keyOf(take), seq]));
    return bytes instanceof Uint8Array ? new Uint8Array(bytes) : null;
  }

  async removeChunk(take: TakeKey, seq: number): Promise<void> {
    await this.change((transaction) => transaction.objectStore(chunks).delete([...keyOf(take), seq]));
  }

  async appendToJournal(take: TakeKey, line: string): Promise<void> {
    await this.change((transaction) => {
      const store = transaction.objectStore(lines);
      const last = store.openKeyCursor(rangeOf(take), 'prev');
      last.addEventListener('success', () => {
        const lastKey = last.result?.key;
        const number = Array.isArray(lastKey) ? Number(lastKey[2]) + 1 : 0;
        store.put(line, [...keyOf(take), number]);
      });
    });
  }

  async listTakes(): Promise<StoredTake[]> {
    const store = this.database.transaction(lines).objectStore(lines);
    const [keys, texts] = await Promise.all([answerOf(store.getAllKeys()), answerOf(store.getAll())]);
    const takes = new Map<string, StoredTake>();
    keys.forEach((key, i) => {
      const [recordingId = '', takeId = ''] = (key as IDBValidKey[]).map(String);
      const take = takes.get(takeId) ?? { recordingId, takeId, journal: '' };
      takes.set(takeId, { ...take, journal: take.journal + String(texts[i]) });
    });
    return [...takes.values()];
  }

  async removeTake(take: TakeKey): Promise<void> {
    await this.change((transaction) => {
      transaction.objectStore(chunks).delete(rangeOf(take));
      transaction.objectStore(lines).delete(rangeOf(take));
    });
  }

  /** Strict: resolved only after the operating system was asked to write it down. */
  private change(work: (transaction: IDBTransaction) => void): Promise<void> {
    const transaction = this.database.transaction([chunks, lines], 'readwrite', { durability: 'strict' });
    return new Promise((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () =>
        reject(transaction.error ?? new Error('the write was aborted')),
      );
      work(transaction);
    });
  }
}

const keyOf = ({ recordingId, takeId }: TakeKey) => [recordingId, takeId];
/** An array sorts behind every number. */
const rangeOf = (take: TakeKey) => IDBKeyRange.bound([...keyOf(take), 0], [...keyOf(take), []]);

function answerOf<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.addEventListener('success', () => resolve(asked.result));
    asked.addEventListener('error', () => reject(asked.error ?? new Error('the database failed')));
  });
}
