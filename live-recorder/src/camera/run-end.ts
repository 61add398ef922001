import type { CameraMedia } from '../capture/camera-media.js';

/**
 * Why a run is over. stopped: we wanted it. failed: the camera or ffmpeg. clock: its times can't be trusted any longer.
 * disk_full: nothing can be written. must_encode: the camera's own picture turned out not to fit.
 * media_changed: it sends something else than it did.
 */
export interface RunEnd {
  kind: 'stopped' | 'failed' | 'clock' | 'disk_full' | 'must_encode' | 'media_changed';
  /** For people. */
  detail: string;
  /** What of the camera's picture turned out not to fit. */
  seen?: Partial<CameraMedia>;
}

/** The first reason counts; what follows from it is no reason of its own. */
export class RunOver {
  readonly reason: Promise<RunEnd>;
  isOver = false;
  private resolve!: (end: RunEnd) => void;

  constructor() {
    this.reason = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  end(kind: RunEnd['kind'], detail: string, seen: Partial<CameraMedia> = {}): void {
    this.isOver = true;
    this.resolve({ kind, detail, seen });
  }
}

export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
