import { shapeOf, type SoundShape } from './sound-lane';
import type { TrackClock } from './track-clock';

type Frame = VideoFrame | AudioData;
type Taker<F extends Frame> = (frame: F) => void;

/** A page that is busy for a moment must not lose sound: three seconds of blocks of 10 ms wait for it. */
const soundBlocksMax = 300;
const picturesMax = 4;

/**
 * Reads a track from Record to Stop, through all takes. While nobody takes them (before the beginning, in a pause)
 * the frames only set the clock.
 */
export class TrackFrames<F extends Frame> {
  /** What the sound really is, which the track's settings don't always say; null until some has come. */
  soundShape: SoundShape | null = null;
  private taker: Taker<F> | null = null;
  private readonly reader: ReadableStreamDefaultReader<F>;

  constructor(
    readonly track: MediaStreamTrack,
    /** What is known of the track's clock, perhaps from an earlier reader. */
    readonly clock: TrackClock,
    frames: ReadableStream<F>,
  ) {
    this.reader = frames.getReader();
    void this.read();
  }

  /** Whoever takes a frame closes it. */
  deliverTo(taker: Taker<F>): void {
    this.taker = taker;
  }

  deliverNoMoreTo(taker: Taker<F>): void {
    // The next take may have taken over already.
    if (this.taker === taker) this.taker = null;
  }

  close(): void {
    this.taker = null;
    this.reader.cancel().catch(() => undefined);
  }

  private async read(): Promise<void> {
    for (;;) {
      const { done, value: frame } = await this.reader.read();
      if (done) return;
      this.clock.observe(frame.timestamp / 1000, performance.now());
      if (frame instanceof AudioData) this.soundShape = shapeOf(frame);
      if (this.taker) this.taker(frame);
      else frame.close();
    }
  }
}

export type PictureFrames = TrackFrames<VideoFrame>;
export type SoundFrames = TrackFrames<AudioData>;

export function readPictures(track: MediaStreamTrack, clock: TrackClock): PictureFrames {
  const processor = new MediaStreamTrackProcessor({
    track: track as MediaStreamVideoTrack,
    maxBufferSize: picturesMax,
  });
  return new TrackFrames(track, clock, processor.readable);
}

export function readSound(track: MediaStreamTrack, clock: TrackClock): SoundFrames {
  const processor = new MediaStreamTrackProcessor({
    track: track as MediaStreamAudioTrack,
    maxBufferSize: soundBlocksMax,
  });
  return new TrackFrames(track, clock, processor.readable);
}
