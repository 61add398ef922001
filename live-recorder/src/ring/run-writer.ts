import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  advanceClock,
  readTsSegment,
  utcOf,
  type ClockJump,
  type RingSegment,
  type RunClock,
  type TsSegment,
} from '@sluice/vod';
import type { SourceLatency } from '../capture/source-latency.js';
import type { CameraRing } from './camera-ring.js';
import { segmentTimes } from './segment-times.js';

/** What became of a file that ffmpeg has ended. */
export type Written =
  | { kind: 'kept'; segment: RingSegment; media: TsSegment; clock: RunClock }
  /** No picture in it: there is no room on the disk, or the camera sends sound alone. */
  | { kind: 'empty' }
  /** It stays where it is, for recovery: its time is not known by this run's clock. */
  | { kind: 'jump'; jump: ClockJump };

/** Brings one run's files into the ring, one after the other, and keeps the run's clock. */
export class RunWriter {
  private clock: RunClock | null = null;
  private jump: ClockJump | null = null;

  constructor(
    private readonly ring: CameraRing,
    private readonly runDir: string,
    private readonly run: { epoch: number; run: number },
    private readonly latency: SourceLatency,
  ) {}

  /** Throws what the disk throws, and when the camera is ours no longer. */
  async write(fileName: string, receivedMs: number, monotonicMs: number): Promise<Written> {
    if (this.jump) return { kind: 'jump', jump: this.jump };
    const path = join(this.runDir, fileName);
    const bytes = await readFile(path);
    const media = readTsSegment(bytes);
    if (!media) {
      await rm(path);
      return { kind: 'empty' };
    }
    const times = segmentTimes(media, this.clock?.latest.endPtsMs ?? null);
    const leastDelayMs = this.latency.frames * times.frameMs + this.latency.ms;
    const clock = advanceClock(this.clock, { ...times, receivedMs, monotonicMs, leastDelayMs });
    if (typeof clock === 'string') {
      this.jump = clock;
      return { kind: 'jump', jump: clock };
    }
    this.clock = clock;
    const named = {
      ...this.run,
      startMs: Math.round(utcOf(clock, times.firstPtsMs)),
      durationMs: Math.round(times.durationMs),
      frames: media.frames.length,
      isRecovered: false,
    };
    return { kind: 'kept', segment: await this.ring.adopt(path, named, bytes.length), media, clock };
  }
}
