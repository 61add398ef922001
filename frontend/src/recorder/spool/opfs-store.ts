import type { ChunkStore, StoredTake } from './chunk-store';
import type { TakeKey } from './spooled-take';

export const opfsFolderName = 'rec';
const journalName = 'journal';
/** Another handle on the same file is open for a few milliseconds only. */
const busyRetryMs = 20;
const busyTriesMax = 100;

/** Not in the types of a page, for only dedicated workers have it. */
interface SyncAccessHandle {
  getSize(): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}
type FileHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> };

export const hasOpfs = (): boolean =>
  'FileSystemFileHandle' in globalThis && 'createSyncAccessHandle' in FileSystemFileHandle.prototype;

/** The browser's own file system: rec/<recordingId>/<takeId>/<seq>, and a journal in each take's folder. */
export class OpfsStore implements ChunkStore {
  readonly kind = 'opfs';

  static async open(): Promise<OpfsStore> {
    const root = await navigator.storage.getDirectory();
    return new OpfsStore(await root.getDirectoryHandle(opfsFolderName, { create: true }));
  }

  private constructor(private readonly root: FileSystemDirectoryHandle) {}

  async writeChunk(take: TakeKey, seq: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.write(take, String(seq), (file) => {
      file.truncate(0);
      writeAll(file, bytes, 0);
    });
  }

  async readChunk(take: TakeKey, seq: number): Promise<Uint8Array<ArrayBuffer> | null> {
    return orNull(async () => {
      const file = await (await (await this.folder(take)).getFileHandle(String(seq))).getFile();
      return new Uint8Array(await file.arrayBuffer());
    });
  }

  async removeChunk(take: TakeKey, seq: number): Promise<void> {
    await orNull(async () => (await this.folder(take)).removeEntry(String(seq)));
  }

  async appendToJournal(take: TakeKey, line: string): Promise<void> {
    await this.write(take, journalName, (file) =>
      writeAll(file, new TextEncoder().encode(line), file.getSize()),
    );
  }

  async listTakes(): Promise<StoredTake[]> {
    const takes: StoredTake[] = [];
    for await (const [recordingId, recording] of this.root.entries()) {
      if (!isFolder(recording)) continue;
      for await (const [takeId, take] of recording.entries()) {
        if (!isFolder(take)) continue;
        const journal = await orNull(async () =>
          (await (await take.getFileHandle(journalName)).getFile()).text(),
        );
        takes.push({ recordingId, takeId, journal: journal ?? '' });
      }
    }
    return takes;
  }

  async removeTake({ recordingId, takeId }: TakeKey): Promise<void> {
    await orNull(async () => {
      const recording = await this.root.getDirectoryHandle(recordingId);
      await whenFree(() => recording.removeEntry(takeId, { recursive: true }));
      // Not recursive: it only goes when no other take is in it.
      await this.root.removeEntry(recordingId).catch(() => undefined);
    });
  }

  private async folder({ recordingId, takeId }: TakeKey): Promise<FileSystemDirectoryHandle> {
    return (await this.root.getDirectoryHandle(recordingId)).getDirectoryHandle(takeId);
  }

  private async write(take: TakeKey, name: string, writing: (file: SyncAccessHandle) => void): Promise<void> {
    const recording = await this.root.getDirectoryHandle(take.recordingId, { create: true });
    const folder = await recording.getDirectoryHandle(take.takeId, { create: true });
    const handle = (await folder.getFileHandle(name, { create: true })) as FileHandle;
    const file = await whenFree(() => handle.createSyncAccessHandle());
    try {
      writing(file);
      file.flush();
    } finally {
      file.close();
    }
  }
}

const isFolder = (handle: FileSystemHandle): handle is FileSystemDirectoryHandle =>
  handle.kind === 'directory';

function writeAll(file: SyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  let written = 0;
  while (written < bytes.length) {
    const count = file.write(bytes.subarray(written), { at: at + written });
    // Some browsers write less instead of throwing when the disk is full.
    if (count === 0) throw new DOMException('the disk is full', 'QuotaExceededError');
    written += count;
  }
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}

async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!isBusy || tries === busyTriesMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, busyRetryMs));
    }
  }
}
