import { FrameRateLimit } from './frame-rate-limit';

/** The encoder is busy with these; a machine that is too slow leaves pictures out rather than memory. */
const pendingMax = 12;
/** A screen where nothing moves sends no pictures, but fragments end with a key frame. */
const repeatAfterMs = 900;

interface PictureLaneOptions {
  pendingCount: () => number;
  /** Takes the frame over and closes it. */
  onPicture: (frame: VideoFrame, atMs: number) => void;
  onSizeChange: () => void;
}

/** The way of a take's pictures to the encoder: at most 30 a second, of one size, in rising order, none for long. */
export class PictureLane {
  private readonly limit = new FrameRateLimit();
  private size: string | null = null;
  private last: VideoFrame | null = null;
  private lastAtMs = 0;
  /** By performance.now(). */
  private lastArrivedMs = 0;

  constructor(private readonly options: PictureLaneOptions) {}

  /** Takes the frame over. */
  take(frame: VideoFrame, atMs: number): void {
    if (atMs < 0 || !this.limit.accepts(atMs)) return frame.close();
    const size = `${frame.displayWidth}x${frame.displayHeight}`;
    this.size ??= size;
    if (this.size !== size) {
      frame.close();
      return this.options.onSizeChange();
    }
    this.last?.close();
    this.last = frame;
    this.send(atMs);
  }

  /** Holds the last picture while no other comes. */
  beat(): void {
    const idleMs = performance.now() - this.lastArrivedMs;
    if (!this.last || idleMs < repeatAfterMs) return;
    const atMs = this.lastAtMs + idleMs;
    if (this.limit.accepts(atMs)) this.send(atMs);
  }

  close(): void {
    this.last?.close();
    this.last = null;
  }

  private send(atMs: number): void {
    if (!this.last) return;
    this.lastAtMs = atMs;
    this.lastArrivedMs = performance.now();
    if (this.options.pendingCount() < pendingMax) this.options.onPicture(evenSized(this.last), atMs);
  }
}

/** H.264 has no odd sizes, screens and windows do: the last row or column is left out. A copy in any case. */
function evenSized(frame: VideoFrame): VideoFrame {
  const { x, y, width, height } = frame.visibleRect ?? new DOMRectReadOnly(0, 0, 2, 2);
  if (width % 2 === 0 && height % 2 === 0) return frame.clone();
  const even = { x, y, width: width - (width % 2), height: height - (height % 2) };
  return new VideoFrame(frame, { visibleRect: even, displayWidth: even.width, displayHeight: even.height });
}
