import type { UnfinishedUpload } from '../recorder-state';
import { holdLock, takeLock, uploadLock } from '../spool/take-locks';
import type { Spool } from '../spool/spool';
import type { TakeHeader, TakeKey } from '../spool/spooled-take';
import { Uploader } from '../upload/uploader';
import { spooledUploadTake } from '../upload/upload-take';

/** The leftovers of one recording on their way to the server. */
export class RecordingUpload {
  private header: TakeHeader | null = null;
  private readonly uploader: Uploader;
  private readonly releases = new Map<string, () => void>();

  /** Null when another page does it. */
  static async begin(
    recordingId: string,
    spool: Spool,
    onChange: () => void,
  ): Promise<RecordingUpload | null> {
    const release = await holdLock(uploadLock(recordingId));
    return release && new RecordingUpload(spool, release, onChange);
  }

  private constructor(
    private readonly spool: Spool,
    private readonly releaseRecording: () => void,
    onChange: () => void,
  ) {
    this.uploader = new Uploader(spool, {
      onChange,
      onForgotten: (takeId) => this.letGo(takeId),
    });
  }

  get isDone(): boolean {
    return this.releases.size === 0;
  }

  /** Takes a take on, unless a living page has it. What a page broke off in the middle is ended there. */
  async takeOn(key: TakeKey): Promise<void> {
    if (this.releases.has(key.takeId)) return;
    const release = await holdLock(takeLock(key.takeId));
    if (!release) return;
    const take = await this.spool.call('adoptTake', [key]);
    if (!take) return release();
    this.releases.set(key.takeId, release);
    this.header ??= take.header;
    this.uploader.add(spooledUploadTake(take));
  }

  view(): UnfinishedUpload | null {
    if (!this.header) return null;
    const { roomId, roomTitle, recordingId } = this.header;
    const { waitingChunks, waitingBytes, problem } = this.uploader.progress();
    return { roomId, roomTitle, recordingId, waitingChunks, waitingBytes, problem };
  }

  /** Deletes what the server doesn't take any more. */
  async discard(recordingId: string): Promise<void> {
    await this.uploader.stop();
    for (const takeId of this.releases.keys()) await this.spool.call('forgetTake', [{ recordingId, takeId }]);
    await this.close();
  }

  async close(): Promise<void> {
    await this.uploader.stop();
    for (const takeId of this.releases.keys()) this.letGo(takeId);
    this.releaseRecording();
  }

  private letGo(takeId: string): void {
    this.releases.get(takeId)?.();
    this.releases.delete(takeId);
  }
}
