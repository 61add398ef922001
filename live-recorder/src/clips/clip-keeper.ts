import type { RecordingClip } from '@sluice/database';
import { readRing, type HeldSegments } from '@sluice/storage';
import { segmentEndMs, type RingSegment } from '@sluice/vod';
import type { Logger } from 'pino';

interface KeptClip extends RecordingClip {
  /** The first one that it holds; null when that is none. */
  firstSeq: number | null;
  /** All of its camera's segments from there to this one are linked. */
  heldSeq: number;
}

interface Ring {
  list(): readonly RingSegment[];
}

const nothingHeld = -1;

/**
 * Holds what clips are being recorded of, before the rings delete it: from each clip's start to its end, whatever its
 * camera delivers. What could not be linked is tried again with whatever comes next.
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

  /** The oldest of a camera's segments that a clip needs and doesn't hold; null when all is held. */
  lackedSeq(cameraId: string): number | null {
    const ring = this.rings.get(cameraId)?.list() ?? [];
    const lacked = this.clips
      .filter((clip) => clip.cameraId === cameraId)
      .flatMap((clip) => missingOf(clip, ring)[0]?.seq ?? []);
    return lacked.length > 0 ? Math.min(...lacked) : null;
  }

  private async refreshNow(): Promise<void> {
    const before = new Map(
      this.clips.map(({ clipId, firstSeq, heldSeq }) => [clipId, { firstSeq, heldSeq }]),
    );
    const found = await this.findClips();
    this.clips = await Promise.all(
      found.map(async (clip) => ({ ...clip, ...(before.get(clip.clipId) ?? (await this.readHeld(clip))) })),
    );
    for (const cameraId of this.rings.keys()) await this.hold(cameraId);
  }

  /** The backend holds what there is when it starts a clip, and an earlier recorder may have held more. */
  private async readHeld({ clipId }: RecordingClip): Promise<Pick<KeptClip, 'firstSeq' | 'heldSeq'>> {
    const [first] = await readRing(this.held.folderOf(clipId));
    return { firstSeq: first?.seq ?? null, heldSeq: nothingHeld };
  }

  private async holdFor(clip: KeptClip, ring: readonly RingSegment[]): Promise<void> {
    const { clipId, cameraId } = clip;
    const missing = missingOf(clip, ring);
    const [oldest, newest] = [missing[0], missing.at(-1)];
    if (!oldest || !newest) return;
    try {
      await this.held.hold(clipId, cameraId, missing);
      clip.firstSeq ??= oldest.seq;
      clip.heldSeq = Math.max(clip.heldSeq, newest.seq);
    } catch (error) {
      this.log.warn({ err: error, clipId, cameraId }, 'segments could not be held for a clip; trying again');
    }
  }
}

/** Once a clip has begun, all that follows is its, also where a clock that was set back dates it before its start. */
function missingOf(
  { firstSeq, heldSeq, startAt, holdUntil }: KeptClip,
  ring: readonly RingSegment[],
): RingSegment[] {
  const isDone = (segment: RingSegment): boolean =>
    segment.seq <= heldSeq ||
    (firstSeq === null ? segmentEndMs(segment) <= startAt.getTime() : segment.seq < firstSeq);
  return ring.slice(ring.findLastIndex(isDone) + 1).filter(({ startMs }) => startMs < holdUntil.getTime());
}
