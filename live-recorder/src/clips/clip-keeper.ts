import type { RecordingClip } from '@sluice/database';
import type { HeldSegments } from '@sluice/storage';
import { segmentEndMs, type RingSegment } from '@sluice/vod';
import type { Logger } from 'pino';

interface KeptClip extends RecordingClip {
  /** All of its camera's segments up to this one are linked. */
  heldSeq: number;
}

interface Ring {
  list(): readonly RingSegment[];
}

const nothingHeld = -1;

/**
 * Holds what clips are being recorded of, before the rings delete it: from each clip's start on, whatever its camera
 * delivers. What could not be linked is tried again with whatever comes next.
 */
export class ClipKeeper {
  private clips: readonly KeptClip[] = [];
  private readonly rings = new Map<string, Ring>();
  private refreshing: Promise<void> = Promise.resolve();

  constructor(
    private readonly findClips: () => Promise<RecordingClip[]>,
    private readonly held: HeldSegments,
    private readonly log: Logger,
  ) {}

  /** Asks which clips are being recorded and holds what is new. Throws when it can't ask: those that were known are held on. */
  refresh(): Promise<void> {
    // one at a time: an answer that came late would forget a clip again
    this.refreshing = this.refreshing.catch(() => undefined).then(() => this.refreshNow());
    return this.refreshing;
  }

  /** From now on this ring is looked after; all that clips need of it is held when this is done. Answers how to forget it. */
  async keep(cameraId: string, ring: Ring): Promise<() => void> {
    this.rings.set(cameraId, ring);
    // somebody else may have had the camera meanwhile
    for (const clip of this.clips) if (clip.cameraId === cameraId) clip.heldSeq = nothingHeld;
    await this.hold(cameraId);
    return () => void this.rings.delete(cameraId);
  }

  /** Links what a camera's clips don't hold yet. Throws nothing: the recording goes on, whatever a disk does. */
  async hold(cameraId: string): Promise<void> {
    const ring = this.rings.get(cameraId);
    if (!ring) return;
    for (const clip of this.clips) {
      if (clip.cameraId === cameraId) await this.holdFor(clip, ring.list());
    }
  }

  private async refreshNow(): Promise<void> {
    const before = new Map(this.clips.map(({ clipId, heldSeq }) => [clipId, heldSeq]));
    const found = await this.findClips();
    this.clips = found.map((clip) => ({ ...clip, heldSeq: before.get(clip.clipId) ?? nothingHeld }));
    for (const cameraId of this.rings.keys()) await this.hold(cameraId);
  }

  private async holdFor(clip: KeptClip, ring: readonly RingSegment[]): Promise<void> {
    const { clipId, cameraId } = clip;
    const from = ring.findLastIndex(({ seq }) => seq <= clip.heldSeq) + 1;
    const missing = ring.slice(from).filter((segment) => segmentEndMs(segment) > clip.startAt.getTime());
    const newest = missing.at(-1);
    if (!newest) return;
    try {
      await this.held.hold(clipId, cameraId, missing);
      clip.heldSeq = Math.max(clip.heldSeq, newest.seq);
    } catch (error) {
      this.log.warn({ err: error, clipId, cameraId }, 'segments could not be held for a clip; trying again');
    }
  }
}
