import { defaultFileBytes, type RunLimits } from '@sluice/sandbox';

/** Starting ffmpeg, reading what was made, and storing it. */
const baseSec = 60;
const perSecond = { copy: 2, encode: 20 };

/** How long cutting a clip may take at most: what is slower than this stands still. */
export const cutLimitSec = (clipSec: number, how: 'copy' | 'encode'): number =>
  baseSec + clipSec * perSecond[how];

/** More than any camera sends. */
const bytesPerSecond = 25e6;

/** What each process of a cut gets: as if all of it were encoded, on several cores. */
export const cutLimits = (clipSec: number): RunLimits => ({
  cpuSec: 4 * cutLimitSec(clipSec, 'encode'),
  fileBytes: defaultFileBytes + clipSec * bytesPerSecond,
});

/** Ends work that takes too long, as AbortSignal.timeout does; how long that is may turn out later. */
export class TimeLimit {
  private readonly controller = new AbortController();
  private readonly startedAt = performance.now();
  private timer: NodeJS.Timeout;

  constructor(sec: number) {
    this.timer = this.endAfter(sec);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** So long since its beginning. */
  extendTo(sec: number): void {
    clearTimeout(this.timer);
    this.timer = this.endAfter(sec);
  }

  clear(): void {
    clearTimeout(this.timer);
  }

  private endAfter(sec: number): NodeJS.Timeout {
    const leftMs = sec * 1000 - (performance.now() - this.startedAt);
    const late = new DOMException('The work took too long', 'TimeoutError');
    return setTimeout(() => this.controller.abort(late), leftMs);
  }
}
