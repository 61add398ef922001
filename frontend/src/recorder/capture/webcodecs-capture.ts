import type { Bitrates, Capture, CaptureBreak, CaptureEvents } from './capture';
import { readFragmentTimes, readTimescales, type Timescales } from './fragment-times';
import { Mp4Output } from './mp4-output';
import { PictureLane } from './picture-lane';
import { SoundLane, type SoundShape } from './sound-lane';
import type { PictureFrames, SoundFrames } from './track-frames';

/** A device that says nothing for so long doesn't hold up the other one any more. */
const waitForTrackMs = 2000;

interface WebCodecsCaptureOptions {
  pictures: PictureFrames | null;
  sounds: SoundFrames | null;
  soundCodec: 'aac' | 'opus';
  soundShape: SoundShape;
  bitrates: Bitrates;
  /** By performance.now(). */
  beginAtMs: number;
  events: CaptureEvents;
}

/** The first rung: the browser's encoders, fed with the tracks' own frames and timestamps. */
export class WebCodecsCapture implements Capture {
  private readonly output: Mp4Output;
  private readonly pictureLane: PictureLane;
  private readonly soundLane: SoundLane;
  /** The frame that is at 0. Its track's clock may still be corrected by a less delayed frame; the picture stays then. */
  private zero: { timestampMs: number; frames: PictureFrames | SoundFrames } | null = null;
  private timescales: Timescales = new Map();
  private nextSeq = 0;
  private lastEndMs = 0;
  private isOver = false;

  constructor(private readonly options: WebCodecsCaptureOptions) {
    const { pictures, sounds, soundCodec, soundShape, bitrates } = options;
    this.output = new Mp4Output({
      picture: pictures && { bitsPerSec: bitrates.pictureBitsPerSec },
      sound: sounds && { codec: soundCodec, bitsPerSec: bitrates.soundBitsPerSec },
      onInit: (bytes, mimeType) => this.handInitOver(bytes, mimeType),
      onFragment: (bytes) => this.handFragmentOver(bytes),
      onError: () => this.breakOff('encoder_failed'),
    });
    this.pictureLane = new PictureLane({
      pendingCount: () => this.output.pendingPictures,
      onPicture: (frame, atMs) => this.output.addPicture(frame, atMs / 1000),
      onSizeChange: () => this.breakOff('size_changed'),
    });
    this.soundLane = new SoundLane(
      soundShape,
      (block) => this.output.addSound(block),
      () => this.breakOff('size_changed'),
    );
    pictures?.deliverTo(this.takePicture);
    sounds?.deliverTo(this.takeSound);
  }

  beat(): void {
    if (!this.zero || this.isOver) return;
    if (this.options.pictures) this.pictureLane.beat();
    if (this.options.sounds) this.soundLane.beat(performance.now() - this.zeroAtMs);
  }

  async end(): Promise<void> {
    this.stopTaking();
    await this.output.finish();
  }

  private readonly takePicture = (frame: VideoFrame): void => {
    const atMs = this.takeTime(frame.timestamp / 1000, this.options.pictures);
    if (atMs === null) frame.close();
    else this.pictureLane.take(frame, atMs);
  };

  private readonly takeSound = (data: AudioData): void => {
    const isTooEarly = this.options.pictures && !this.zero;
    const atMs = isTooEarly ? null : this.takeTime(data.timestamp / 1000, this.options.sounds);
    if (atMs === null) data.close();
    else this.soundLane.take(data, atMs);
  };

  /** A timestamp on the take's clock. The first picture makes its zero, without a picture the first sound. */
  private takeTime(timestampMs: number, frames: PictureFrames | SoundFrames | null): number | null {
    if (!frames) return null;
    const atPageMs = timestampMs + frames.clock.offsetToPageMs;
    if (!this.zero && atPageMs >= this.options.beginAtMs && this.areClocksSettled())
      this.zero = { timestampMs, frames };
    return this.zero && atPageMs - this.zeroAtMs;
  }

  /** By performance.now(). */
  private get zeroAtMs(): number {
    return this.zero ? this.zero.timestampMs + this.zero.frames.clock.offsetToPageMs : 0;
  }

  private areClocksSettled(): boolean {
    if (performance.now() > this.options.beginAtMs + waitForTrackMs) return true;
    const { pictures, sounds } = this.options;
    return (pictures?.clock.isSettled ?? true) && (sounds?.clock.isSettled ?? true);
  }

  private handInitOver(bytes: Uint8Array<ArrayBuffer>, mimeType: string): void {
    this.timescales = readTimescales(bytes);
    this.options.events.onBegun({ container: 'mp4', mimeType, zeroAtMs: this.zeroAtMs });
    this.options.events.onChunk({ seq: this.nextSeq++, bytes, startMs: 0, endMs: 0 });
  }

  private handFragmentOver(bytes: Uint8Array<ArrayBuffer>): void {
    const times = readFragmentTimes(bytes, this.timescales);
    const { startMs, endMs } = times ?? { startMs: this.lastEndMs, endMs: this.lastEndMs };
    this.lastEndMs = endMs;
    this.options.events.onChunk({ seq: this.nextSeq++, bytes, startMs, endMs });
  }

  private breakOff(reason: CaptureBreak): void {
    if (this.isOver) return;
    this.stopTaking();
    this.options.events.onBroken(reason);
  }

  private stopTaking(): void {
    this.isOver = true;
    this.options.pictures?.deliverNoMoreTo(this.takePicture);
    this.options.sounds?.deliverNoMoreTo(this.takeSound);
    this.pictureLane.close();
  }
}
