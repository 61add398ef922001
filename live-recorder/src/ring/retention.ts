import { statfs } from 'node:fs/promises';
import { planRetention, type DiskSpace } from '@sluice/vod';
import type { CameraRing } from './camera-ring.js';

/** A ring that this recorder owns, and what it may take at this moment. */
export interface KeptRing {
  ring: CameraRing;
  limits: () => { bufferSec: number; maxBytes: number };
}

/** Also with RING_MIN_FREE_BYTES=0: without any room not even the next segment can be written. */
const leastFreeBytes = 32 * 1024 ** 2;
/** How long a ring is called shortened after something was taken from it for the disk's sake. */
const shortenedMs = 30_000;

/** Keeps all rings of this recorder within their limits and the disk; asked at every segment, and by a clock. */
export class Retention {
  private readonly rings = new Map<string, KeptRing>();
  private readonly shortenedAt = new Map<string, number>();
  private running: Promise<void> = Promise.resolve();
  /** As of the latest look. */
  disk: DiskSpace;

  constructor(
    private readonly liveDir: string,
    minFreeBytes: number,
  ) {
    this.disk = {
      freeBytes: Number.MAX_SAFE_INTEGER,
      minFreeBytes: Math.max(minFreeBytes, leastFreeBytes),
    };
  }

  keep(cameraId: string, kept: KeptRing): () => void {
    this.rings.set(cameraId, kept);
    return () => void this.rings.delete(cameraId);
  }

  isShortened(cameraId: string): boolean {
    return Date.now() - (this.shortenedAt.get(cameraId) ?? -Infinity) < shortenedMs;
  }

  /** One at a time: two at once would delete for the same lack of room. */
  enforce(): Promise<void> {
    this.running = this.running.catch(() => undefined).then(() => this.enforceNow());
    return this.running;
  }

  private async enforceNow(): Promise<void> {
    const { bavail, bsize } = await statfs(this.liveDir);
    this.disk = { ...this.disk, freeBytes: bavail * bsize };
    const usages = [...this.rings].map(([cameraId, { ring, limits }]) => ({
      cameraId,
      segments: ring.list(),
      ...limits(),
    }));
    const plan = planRetention(usages, this.disk, Date.now());
    for (const cameraId of plan.shortened) this.shortenedAt.set(cameraId, Date.now());
    for (const [cameraId, { ring }] of this.rings) {
      const gone = plan.remove.filter((entry) => entry.cameraId === cameraId);
      await ring.remove(gone.map(({ segment }) => segment));
    }
  }
}
