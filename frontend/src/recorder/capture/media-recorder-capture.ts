import type { TakeContainer } from '@sluice/vod';
import type { Bitrates, Capture, CaptureEvents, CaptureTracks } from './capture';
import { readFragmentTimes, readTimescales, type Timescales } from './fragment-times';
import { Mp4Splitter } from './split-mp4';

const sliceMs = 2000;

/** Not in every browser's types yet (MediaStream Recording, 2.2). */
interface KeyFrameOptions extends MediaRecorderOptions {
  videoKeyFrameIntervalDuration?: number;
}

interface MediaRecorderCaptureOptions {
  tracks: CaptureTracks;
  container: TakeContainer;
  mimeType: string;
  bitrates: Bitrates;
  /** By performance.now(). */
  beginAtMs: number;
  events: CaptureEvents;
}

/** The second and third rung: the browser's own recorder. Slices of mp4 are cut at its boxes, webm goes as it comes. */
export class MediaRecorderCapture implements Capture {
  private readonly recorder: MediaRecorder;
  private readonly splitter: Mp4Splitter | null;
  private readonly startTimer: number;
  /** Slices are read one after another, so that they stay in order. */
  private slices: Promise<void> = Promise.resolve();
  private timescales: Timescales | null = null;
  private zeroAtMs = 0;
  private nextSeq = 0;
  private lastEndMs = 0;
  private isOver = false;

  constructor(private readonly options: MediaRecorderCaptureOptions) {
    const { tracks, container, mimeType, bitrates, beginAtMs } = options;
    const stream = new MediaStream([tracks.picture, tracks.sound].filter((track) => track !== null));
    const recorderOptions: KeyFrameOptions = {
      mimeType,
      videoBitsPerSecond: bitrates.pictureBitsPerSec,
      audioBitsPerSecond: bitrates.soundBitsPerSec,
      videoKeyFrameIntervalDuration: sliceMs,
    };
    this.recorder = new MediaRecorder(stream, recorderOptions);
    this.splitter = container === 'mp4' ? new Mp4Splitter() : null;
    this.recorder.addEventListener('start', () => (this.zeroAtMs = performance.now()));
    this.recorder.addEventListener('dataavailable', ({ data }) => {
      const arrivedAtMs = performance.now();
      this.slices = this.slices.then(() => this.handOver(data, arrivedAtMs));
    });
    this.recorder.addEventListener('error', this.breakOff);
    this.recorder.addEventListener('stop', () => {
      // Without a live track it stops by itself; that is the devices' matter and no fault of the encoder.
      if (stream.getTracks().some(({ readyState }) => readyState === 'live')) this.breakOff();
    });
    this.startTimer = window.setTimeout(() => this.start(), Math.max(0, beginAtMs - performance.now()));
  }

  beat(): void {
    // The browser's recorder keeps its own time.
  }

  async end(): Promise<void> {
    this.isOver = true;
    window.clearTimeout(this.startTimer);
    if (this.recorder.state !== 'inactive')
      await new Promise((resolve) => {
        this.recorder.addEventListener('stop', resolve, { once: true });
        this.recorder.stop();
      });
    await this.slices;
  }

  private start(): void {
    try {
      this.recorder.start(sliceMs);
    } catch {
      this.breakOff();
    }
  }

  private readonly breakOff = (): void => {
    if (this.isOver) return;
    this.isOver = true;
    this.options.events.onBroken('encoder_failed');
  };

  private async handOver(slice: Blob, arrivedAtMs: number): Promise<void> {
    if (slice.size === 0) return;
    const bytes = new Uint8Array(await slice.arrayBuffer());
    const elapsedMs = Math.max(0, Math.round(arrivedAtMs - this.zeroAtMs));
    if (!this.splitter) this.handChunkOver(bytes, { startMs: this.lastEndMs, endMs: elapsedMs });
    else for (const piece of this.splitter.push(bytes)) this.handPieceOver(piece, elapsedMs);
  }

  private handPieceOver(piece: Uint8Array<ArrayBuffer>, elapsedMs: number): void {
    if (!this.timescales) {
      this.timescales = readTimescales(piece);
      return this.handChunkOver(piece, { startMs: 0, endMs: 0 });
    }
    const times = readFragmentTimes(piece, this.timescales);
    this.handChunkOver(piece, times ?? { startMs: this.lastEndMs, endMs: elapsedMs });
  }

  private handChunkOver(
    bytes: Uint8Array<ArrayBuffer>,
    { startMs, endMs }: { startMs: number; endMs: number },
  ): void {
    const { container, events } = this.options;
    if (this.nextSeq === 0)
      events.onBegun({ container, mimeType: this.recorder.mimeType, zeroAtMs: this.zeroAtMs });
    this.lastEndMs = Math.max(startMs, endMs);
    events.onChunk({ seq: this.nextSeq++, bytes, startMs, endMs: this.lastEndMs });
  }
}
