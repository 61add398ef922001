import type { UnfinishedUploads as Resumed } from '../recorder/leftovers/resume-unfinished-uploads';
import type { UnfinishedUpload } from '../recorder/recorder-state';
import { loadLeftovers, loadSaving } from './recorder-code';
import { hasBeenInARoom } from './room-memory';

/** What earlier visits left behind. The code that uploads it comes only into browsers that have been in a room. */
class UnfinishedUploads {
  private uploads: readonly UnfinishedUpload[] = [];
  private readonly totals = new Map<string, number>();
  private readonly listeners = new Set<() => void>();
  private resumed: Promise<Resumed> | null = null;

  readonly getUploads = (): readonly UnfinishedUpload[] => this.uploads;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** How many pieces of a recording waited when this page found them. */
  totalOf({ recordingId, waitingChunks }: UnfinishedUpload): number {
    return this.totals.get(recordingId) ?? waitingChunks;
  }

  resume(): void {
    if (this.resumed || !hasBeenInARoom()) return;
    this.resumed = loadLeftovers().then(({ resumeUnfinishedUploads }) => resumeUnfinishedUploads(this.set));
    // Code that cannot be loaded now may be there at the next call; what waits is safe meanwhile.
    this.resumed.catch(() => {
      this.resumed = null;
    });
  }

  async save(recordingId: string): Promise<void> {
    const { saveToFile } = await loadSaving();
    await saveToFile(recordingId);
  }

  async discard(recordingId: string): Promise<void> {
    const resumed = await this.resumed;
    await resumed?.discard(recordingId);
  }

  private readonly set = (uploads: readonly UnfinishedUpload[]): void => {
    this.uploads = uploads;
    for (const upload of uploads) {
      this.totals.set(upload.recordingId, Math.max(this.totalOf(upload), upload.waitingChunks));
    }
    for (const listener of this.listeners) listener();
  };
}

export const unfinishedUploads = new UnfinishedUploads();
