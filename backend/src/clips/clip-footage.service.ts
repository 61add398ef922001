import { setTimeout as sleep } from 'node:timers/promises';
import { HeldSegments, readFootage, type Footage } from '@sluice/storage';
import { aheadMaxMs, coverRange, segmentEndMs, type TimeRange } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { CameraRings } from '../cameras/camera-rings.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

const lookEveryMs = 50;
/** Later than this after its last one, a camera's next segment is nothing to wait for. */
const pauseMaxMs = 3000;

/** What clips hold of the rings: found on the disk, where the recorder keeps it. */
@Injectable()
export class ClipFootage {
  private readonly held;

  constructor(
    private readonly rings: CameraRings,
    @Inject(BACKEND_SETTINGS) settings: BackendSettings,
  ) {
    this.held = new HeldSegments(settings.UPLOADS_DIR);
  }

  folderOf(clipId: string): string {
    return this.held.folderOf(clipId);
  }

  /** Links what the ring has of the range now; what comes later the recorder links. */
  async hold(clipId: string, cameraId: string, range: TimeRange): Promise<void> {
    const ring = await this.rings.read(cameraId, range);
    await this.held.hold(clipId, cameraId, coverRange(ring, range).segments);
  }

  /** Whether the ring has anything from a moment on, and is about to have more. */
  async reaches(cameraId: string, fromMs: number, nowMs: number): Promise<boolean> {
    const newest = (await this.rings.read(cameraId, { fromMs: nowMs - 60_000, toMs: Infinity })).at(-1);
    const reachedMs = newest ? segmentEndMs(newest) : -Infinity;
    if (reachedMs > fromMs) return true;
    // nothing of it is closed yet; what is on a screen, or will be in a moment, comes
    return reachedMs > nowMs - pauseMaxMs && fromMs < nowMs + aheadMaxMs;
  }

  /** Waits until the ring has come to a moment that lies a little ahead, as long as the camera delivers. */
  async waitFor(cameraId: string, toMs: number): Promise<void> {
    const giveUpMs = Math.min(Math.max(toMs - Date.now(), 0), aheadMaxMs) + pauseMaxMs + Date.now();
    for (let reached = false; !reached && Date.now() < giveUpMs;) {
      const nowMs = Date.now();
      const newest = (await this.rings.read(cameraId, { fromMs: nowMs - 60_000, toMs: Infinity })).at(-1);
      const endMs = newest ? segmentEndMs(newest) : -Infinity;
      reached = endMs >= toMs || endMs < nowMs - pauseMaxMs;
      if (!reached) await sleep(lookEveryMs);
    }
  }

  /** What a clip holds of its range; null when it has nothing of it. */
  find(clipId: string, range: TimeRange): Promise<Footage | null> {
    return readFootage(this.folderOf(clipId), range);
  }

  /** Of those that hold something, the ids. */
  list(): Promise<string[]> {
    return this.held.list();
  }

  release(clipId: string): Promise<void> {
    return this.held.release(clipId);
  }
}

/** How long the pictures last that are there. */
export const footageSec = ({ cover, plan }: Footage): number => {
  const last = cover.segments.at(-1)!;
  const wholeMs = cover.segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return Math.max(0, wholeMs - plan.skippedMs - (last.durationMs - plan.lastSegmentMs)) / 1000;
};
