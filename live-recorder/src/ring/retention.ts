import { freeBytes } from '@sluice/storage';
import { planRetention, type RingUsage } from '@sluice/vod';
import type { Logger } from 'pino';
import type { CameraRing } from './camera-ring.js';

/** A ring that this recorder owns, and what it may take at this moment. */
export interface KeptRing {
  ring: CameraRing;
  limits: () => Pick<RingUsage, 'bufferSec' | 'maxBytes' | 'minFreeBytes'>;
  /** As ClipKeeper says it. */
  lackedSeq: () => number | null;
}

/** How long a ring is called shortened after something was taken from it for the disk's sake. */
const shortenedMs = 30_000;
/**
 * While the disk is short, the files' links are counted this often: of long rings they are many. Those that a clip
 * began to hold since lie in the seconds that every ring keeps.
 */
const countLinksEveryMs = 5000;
const tellStuckEveryMs = 60_000;
const nothingHeld: ReadonlySet<number> = new Set();

/** Keeps all rings of this recorder within their limits and the disk; asked at every segment, and by a clock. */
export class Retention {
  private readonly rings = new Map<string, KeptRing>();
  private readonly shortenedAt = new Map<string, number>();
  private readonly counted = new Map<string, { atMs: number; heldSeqs: ReadonlySet<number> }>();
  private readonly toldStuckAt = new Map<string, number>();
  private running: Promise<void> = Promise.resolve();
  /** On the disk, as of the latest look. */
  freeBytes = Number.MAX_SAFE_INTEGER;

  constructor(
    private readonly liveDir: string,
    private readonly log: Logger,
  ) {}

  keep(cameraId: string, kept: KeptRing): () => void {
    this.rings.set(cameraId, kept);
    return () => {
      this.rings.delete(cameraId);
      this.counted.delete(cameraId);
    };
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
    this.freeBytes = await freeBytes(this.liveDir);
    const usages = await Promise.all([...this.rings].map(([cameraId, kept]) => this.usageOf(cameraId, kept)));
    const plan = planRetention(usages, this.freeBytes, Date.now());
    for (const cameraId of plan.robbed)
      this.log.error({ cameraId }, 'the disk is full: a clip loses what could not be held for it');
    for (const cameraId of plan.shortened) this.shortenedAt.set(cameraId, Date.now());
    const newestGone = new Map(plan.remove.map(({ cameraId, segment }) => [cameraId, segment.seq]));
    for (const [cameraId, seq] of newestGone)
      await this.rings
        .get(cameraId)
        ?.ring.removeThrough(seq)
        .catch((error: unknown) => this.tellStuck(cameraId, error));
  }

  /** Once a minute: it is tried again at every segment. */
  private tellStuck(cameraId: string, error: unknown): void {
    if (Date.now() - (this.toldStuckAt.get(cameraId) ?? -Infinity) < tellStuckEveryMs) return;
    this.toldStuckAt.set(cameraId, Date.now());
    this.log.warn({ err: error, cameraId }, 'old segments could not be deleted; trying again');
  }

  private async usageOf(cameraId: string, { ring, limits, lackedSeq }: KeptRing): Promise<RingUsage> {
    const { bufferSec, maxBytes, minFreeBytes } = limits();
    const isShort = this.freeBytes < minFreeBytes;
    const heldSeqs = isShort ? await this.countLinks(cameraId, ring) : nothingHeld;
    const { sizeBytes } = ring.tally;
    return {
      cameraId,
      bufferSec,
      maxBytes,
      minFreeBytes,
      segments: ring.list(),
      sizeBytes,
      heldSeqs,
      lackedSeq: lackedSeq(),
    };
  }

  private async countLinks(cameraId: string, ring: CameraRing): Promise<ReadonlySet<number>> {
    const known = this.counted.get(cameraId);
    if (known && Date.now() - known.atMs < countLinksEveryMs) return known.heldSeqs;
    const heldSeqs = await ring.findHeldSeqs();
    this.counted.set(cameraId, { atMs: Date.now(), heldSeqs });
    return heldSeqs;
  }
}
