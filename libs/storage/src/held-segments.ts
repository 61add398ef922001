import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cameraFolder, clipFolder, clipsFolder, segmentPath, type RingSegment } from '@sluice/vod';

/**
 * What a clip holds of a camera's ring: hard links in a folder of its own, laid out like the ring (so readRing reads
 * it). Whatever the ring then deletes, the clip keeps.
 */
export class HeldSegments {
  constructor(private readonly uploadsDir: string) {}

  /** The folder of a clip, for readRing. */
  folderOf(clipId: string): string {
    return join(this.uploadsDir, clipFolder(clipId));
  }

  /** Holding again what is held already, or what the ring has deleted in this moment, changes nothing. Answers how many it holds now of these. */
  async hold(clipId: string, cameraId: string, segments: readonly RingSegment[]): Promise<number> {
    const from = join(this.uploadsDir, cameraFolder(cameraId));
    const folder = this.folderOf(clipId);
    const held = await Promise.all(
      segments.map((segment) => {
        const path = segmentPath(segment);
        return holdOne(join(from, path), join(folder, path));
      }),
    );
    return held.filter(Boolean).length;
  }

  async release(clipId: string): Promise<void> {
    await rm(this.folderOf(clipId), { recursive: true, force: true });
  }

  /** The ids of all clips that hold something. */
  async list(): Promise<string[]> {
    return readdir(join(this.uploadsDir, clipsFolder)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
  }
}

/** false: the ring has deleted it meanwhile. */
async function holdOne(from: string, to: string): Promise<boolean> {
  const code = (await tryLink(from, to)) === 'ENOENT' ? await linkIntoNewFolder(from, to) : null;
  return code === null;
}

/** Either there was no folder yet, or the segment is gone. */
async function linkIntoNewFolder(from: string, to: string): Promise<'ENOENT' | null> {
  await mkdir(dirname(to), { recursive: true });
  return tryLink(from, to);
}

/** null when it is there; throws what is no answer. */
async function tryLink(from: string, to: string): Promise<'ENOENT' | null> {
  try {
    await link(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return code;
    if (code !== 'EEXIST') throw error;
  }
  return null;
}
