import { setTimeout as sleep } from 'node:timers/promises';
import { HeldSegments, readFootage, type Footage } from '@sluice/storage';
import { aheadMaxMs, coverRange, segmentEndMs, type TimeRange } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { CameraRings } from '../cameras/camera-rings.service.js';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

const lookEveryMs = 50;
/** Later than this after its last one, a camera's next segment is nothing to wait for; or than some of its segments last. */
const pauseMinMs = 3000;
const pauseSegments = 2.5;
const latestMs = 60_000;

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

  /** Whether the ring has a moment, or will have it as soon as the segment is closed that is being recorded. */
  async has(cameraId: string, atMs: number): Promise<boolean> {
    const nowMs = Date.now();
    const around = { fromMs: atMs - pauseMinMs, toMs: atMs + pauseMinMs };
    if ((await this.rings.read(cameraId, around)).length > 0) return true;
    const { reachedMs, pauseMs } = await this.findEdge(cameraId);
    return reachedMs > nowMs - pauseMs && atMs >= reachedMs && atMs < nowMs + aheadMaxMs;
  }

  /** How far the ring reaches, and for how long after that more is to be expected. */
  private async findEdge(cameraId: string): Promise<{ reachedMs: number; pauseMs: number }> {
    const latest = await this.rings.read(cameraId, { fromMs: Date.now() - latestMs, toMs: Infinity });
    const newest = latest.at(-1);
    const longestMs = latest.reduce((longest, { durationMs }) => Math.max(longest, durationMs), 0);
    return {
      reachedMs: newest ? segmentEndMs(newest) : -Infinity,
      pauseMs: Math.max(pauseMinMs, longestMs * pauseSegments),
    };
  }

  /** Waits until the ring has come to a moment that lies a little ahead, as long as the camera delivers. */
  async waitFor(cameraId: string, toMs: number): Promise<void> {
    const aheadMs = Math.min(Math.max(toMs - Date.now(), 0), aheadMaxMs);
    for (const startedMs = Date.now(); ; await sleep(lookEveryMs)) {
      const { reachedMs, pauseMs } = await this.findEdge(cameraId);
      const nowMs = Date.now();
      if (reachedMs >= toMs || reachedMs < nowMs - pauseMs || nowMs > startedMs + aheadMs + pauseMs) return;
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
