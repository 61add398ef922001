import type { RecordingChunk, SealTake, TakeEndReason } from '@sluice/vod';
import type { Capture, CapturedChunk, CaptureBreak, CaptureEvents, TakeBeginning } from '../capture/capture';
import type { ServerClock } from '../clock/server-clock';
import { holdLock, takeLock } from '../spool/take-locks';
import { SpoolError, type Spool } from '../spool/spool';
import type { RecordingIdentity, TakeHeader, TakeKey } from '../spool/spooled-take';

/** While the disk is full, chunks wait in memory for the server to take older ones; then it is over. */
const memoryMaxBytes = 64 * 1024 ** 2;
const fullRetryMs = 1000;

/** `full`: chunks wait in memory. `failed`: there is no room for them either, and the take takes no more. */
export type DiskState = 'well' | 'full' | 'failed';

export interface TakeEvents {
  onSpooledHeader: (header: TakeHeader) => void;
  onSpooledChunk: (takeId: string, chunk: RecordingChunk) => void;
  onSpooledEnd: (takeId: string, end: SealTake) => void;
  onBroken: (take: Take, reason: CaptureBreak) => void;
  onDisk: (state: DiskState) => void;
}

/** One unbroken run of one encoder on its way to the disk. */
export class Take {
  readonly id = crypto.randomUUID();
  readonly createdAtMs = performance.now();
  private readonly key: TakeKey;
  private capture: Capture | null = null;
  private release: (() => void) | null = null;
  private recordedChunks = 0;
  private durationMs = 0;
  private unwrittenBytes = 0;
  private hasBegun = false;
  private hasFailed = false;
  /** One write after another, in the order of the chunks. */
  private writes: Promise<void> = Promise.resolve();

  constructor(
    private readonly identity: RecordingIdentity,
    private readonly spool: Spool,
    private readonly clock: ServerClock,
    private readonly events: TakeEvents,
  ) {
    this.key = { recordingId: identity.recordingId, takeId: this.id };
  }

  get recordingId(): string {
    return this.identity.recordingId;
  }

  /** How many chunks it has so far, also those that are not on the disk yet. */
  get chunkCount(): number {
    return this.recordedChunks;
  }

  begin(startCapture: (events: CaptureEvents) => Capture): void {
    this.capture = startCapture({
      onBegun: (beginning) => this.write(() => this.writeHeader(beginning)),
      onChunk: (chunk) => this.takeOver(chunk),
      onBroken: (reason) => this.events.onBroken(this, reason),
    });
  }

  beat(): void {
    this.capture?.beat();
  }

  /** Resolves when all of it is on the disk. */
  async end(endReason: TakeEndReason): Promise<void> {
    await this.capture?.end();
    await this.writes;
    if (!this.hasBegun) return;
    const end: SealTake = {
      chunkCount: this.recordedChunks,
      durationMs: this.durationMs,
      endReason: this.hasFailed ? 'failed' : endReason,
    };
    await this.spool.call('endTake', [this.key, end]);
    this.events.onSpooledEnd(this.id, end);
  }

  /** Another page may bring it to the server from now on. */
  letGo(): void {
    this.release?.();
    this.release = null;
  }

  private async writeHeader({ container, mimeType, zeroAtMs }: TakeBeginning): Promise<void> {
    this.release = await holdLock(takeLock(this.id));
    const startedAt = new Date(this.clock.toServerMs(zeroAtMs)).toISOString();
    const header: TakeHeader = { ...this.identity, takeId: this.id, container, mimeType, startedAt };
    await this.whenRoom(() => this.spool.call('beginTake', [header]));
    this.hasBegun = true;
    this.events.onSpooledHeader(header);
  }

  private takeOver(chunk: CapturedChunk): void {
    if (this.hasFailed) return;
    this.unwrittenBytes += chunk.bytes.length;
    if (this.unwrittenBytes > memoryMaxBytes) return this.fail();
    this.recordedChunks = chunk.seq + 1;
    this.durationMs = Math.max(this.durationMs, chunk.endMs);
    this.write(async () => {
      const stored = await this.whenRoom(() => this.spool.call('addChunk', [this.key, chunk]));
      this.unwrittenBytes -= chunk.bytes.length;
      this.events.onSpooledChunk(this.id, stored);
    });
  }

  private write(work: () => Promise<void>): void {
    this.writes = this.writes.then(work).catch(() => this.fail());
  }

  /** Tries again for as long as the disk is full and the memory is not. */
  private async whenRoom<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const done = await work();
        this.events.onDisk('well');
        return done;
      } catch (error) {
        if (this.hasFailed || !(error instanceof SpoolError) || !error.isFull) throw error;
        this.events.onDisk('full');
        await new Promise((resolve) => setTimeout(resolve, fullRetryMs));
      }
    }
  }

  private fail(): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.events.onDisk('failed');
  }
}
