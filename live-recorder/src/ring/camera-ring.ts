import { mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readRing } from '@sluice/storage';
import { hourFolder, nextNumbers, segmentPath, type NamedSegment, type RingSegment } from '@sluice/vod';

/** One camera's ring: what lies in its folder, and the same in memory, in order of seq. Only its owner has one. */
export class CameraRing {
  private constructor(
    readonly dir: string,
    private segments: RingSegment[],
    private readonly isOurs: () => boolean,
  ) {}

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
    await flush(dirname(target), 'sync');
    return segment;
  }

  /** Those that have other names besides: deleting them here gives the disk nothing back. */
  async findHeldSeqs(): Promise<Set<number>> {
    const links = await Promise.all(
      this.segments.map(async (segment) => {
        const stats = await stat(join(this.dir, segmentPath(segment))).catch(() => null);
        return { seq: segment.seq, isHeld: stats !== null && stats.nlink > 1 };
      }),
    );
    return new Set(links.filter(({ isHeld }) => isHeld).map(({ seq }) => seq));
  }

  /** Only its name in the ring: a clip that holds the segment has a link of its own. */
  async remove(gone: readonly RingSegment[]): Promise<void> {
    if (gone.length === 0) return;
    const seqs = new Set(gone.map(({ seq }) => seq));
    this.segments = this.segments.filter(({ seq }) => !seqs.has(seq));
    for (const segment of gone) await rm(join(this.dir, segmentPath(segment)), { force: true });
    await this.removeEmptyFolders(gone);
  }

  private async removeEmptyFolders(gone: readonly RingSegment[]): Promise<void> {
    const used = new Set(this.segments.map(({ startMs }) => hourFolder(startMs)));
    const left = new Set(gone.map(({ startMs }) => hourFolder(startMs)));
    for (const hour of left) {
      if (used.has(hour)) continue;
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
