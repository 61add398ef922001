import { mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readRing } from '@sluice/storage';
import {
  hourFolder,
  nextNumbers,
  RingTally,
  segmentPath,
  type NamedSegment,
  type RingSegment,
} from '@sluice/vod';

/** Of files, whose links are counted. */
const looksAtOnce = 64;

/** One camera's ring: what lies in its folder, and the same in memory, in order of seq. Only its owner has one. */
export class CameraRing {
  tally: RingTally;

  private constructor(
    readonly dir: string,
    private segments: RingSegment[],
    private readonly isOurs: () => boolean,
  ) {
    this.tally = new RingTally(segments);
  }

  /** `isOurs` says at any moment whether nobody else can have become its owner. */
  static async open(dir: string, isOurs: () => boolean): Promise<CameraRing> {
    await mkdir(dir, { recursive: true });
    return new CameraRing(dir, await readRing(dir), isOurs);
  }

  list(): readonly RingSegment[] {
    return this.segments;
  }

  newest(): RingSegment | undefined {
    return this.segments.at(-1);
  }

  next(): { seq: number; run: number } {
    return nextNumbers(this.segments, Date.now());
  }

  /** Throws when somebody else may have become its owner. */
  assertOurs(): void {
    if (!this.isOurs()) throw new Error('another recorder may have this camera');
  }

  /**
   * Takes a finished file in: its bytes are on the disk before it gets its name, so that whatever has a name is whole,
   * also after a power cut. It keeps its inode: readers and links of it stay valid. Whose the camera is
   * is asked last: flushing may take longer than the lock lasts.
   */
  async adopt(filePath: string, named: Omit<NamedSegment, 'seq'>, sizeBytes: number): Promise<RingSegment> {
    const segment: RingSegment = { ...named, seq: this.next().seq, sizeBytes };
    const target = join(this.dir, segmentPath(segment));
    await flush(filePath, 'datasync');
    await mkdir(dirname(target), { recursive: true });
    this.assertOurs();
    await rename(filePath, target);
    this.segments.push(segment);
    this.tally.add(segment);
    await flush(dirname(target), 'sync');
    return segment;
  }

  /** Those that have other names besides: deleting them here gives the disk nothing back. */
  async findHeldSeqs(): Promise<Set<number>> {
    const heldSeqs = new Set<number>();
    for (let from = 0; from < this.segments.length; from += looksAtOnce)
      await Promise.all(
        this.segments.slice(from, from + looksAtOnce).map(async (segment) => {
          const stats = await stat(join(this.dir, segmentPath(segment))).catch(() => null);
          if (stats && stats.nlink > 1) heldSeqs.add(segment.seq);
        }),
      );
    return heldSeqs;
  }

  /**
   * All up to this one, and only their names in the ring: a clip that holds them has links of its own. What can't be deleted
   * stays in the ring, to be tried again; throws for it when the others are gone.
   */
  async removeThrough(seq: number): Promise<void> {
    const after = this.segments.findIndex((segment) => segment.seq > seq);
    const oldest = after < 0 ? [...this.segments] : this.segments.slice(0, after);
    const stuck: RingSegment[] = [];
    const reasons: unknown[] = [];
    for (const segment of oldest)
      await rm(join(this.dir, segmentPath(segment)), { force: true }).catch((error: unknown) => {
        stuck.push(segment);
        reasons.push(error);
      });
    this.segments.splice(0, oldest.length);
    for (const segment of oldest) this.tally.drop(segment);
    if (stuck.length > 0) this.putBack(stuck);
    await this.removeEmptyFolders(oldest);
    if (stuck.length > 0) throw new AggregateError(reasons, `${stuck.length} segments could not be deleted`);
  }

  private putBack(stuck: readonly RingSegment[]): void {
    this.segments = [...stuck, ...this.segments];
    this.tally = new RingTally(this.segments);
  }

  private async removeEmptyFolders(gone: readonly RingSegment[]): Promise<void> {
    const [oldest] = this.segments;
    const left = new Set(gone.map(({ startMs }) => hourFolder(startMs)));
    if (oldest) left.delete(hourFolder(oldest.startMs));
    for (const hour of left) {
      // not empty is an answer too
      await rmdir(join(this.dir, hour)).catch(() => undefined);
      await rmdir(join(this.dir, dirname(hour))).catch(() => undefined);
    }
  }
}

async function flush(path: string, how: 'sync' | 'datasync'): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle[how]();
  } finally {
    await handle.close();
  }
}
