import type { SoundBlock } from './mp4-output';
import { SoundLine } from './sound-line';

/** A microphone that sends nothing (a headset that slept, a page that was busy) is silent, it doesn't hold the picture up. */
const silentAfterSec = 1.5;
const fillBehindSec = 1;
const channelsMax = 2;

export interface SoundShape {
  sampleRate: number;
  channels: number;
}

export const shapeOf = (data: AudioData): SoundShape => ({
  sampleRate: data.sampleRate,
  channels: Math.min(channelsMax, data.numberOfChannels),
});

/** The way of a take's sound to the encoder: without holes, and in step with its capture timestamps. */
export class SoundLane {
  private readonly line: SoundLine;

  constructor(
    private readonly shape: SoundShape,
    private readonly onBlock: (block: SoundBlock) => void,
    private readonly onShapeChange: () => void,
  ) {
    this.line = new SoundLine(shape.sampleRate);
  }

  /** Takes the data over and closes it. */
  take(data: AudioData, atMs: number): void {
    const { sampleRate, channels } = shapeOf(data);
    if (sampleRate !== this.shape.sampleRate || channels !== this.shape.channels) {
      data.close();
      return this.onShapeChange();
    }
    const atSec = this.line.writtenSec;
    const { silence, skip, stretch } = this.line.place(atMs / 1000, data.numberOfFrames);
    const kept = data.numberOfFrames - skip;
    const length = silence + kept + (kept > 0 ? stretch : 0);
    if (length > 0) {
      const planes = new Float32Array(length * channels);
      const shape = { length, silence, skip, kept };
      if (kept > 0)
        for (let channel = 0; channel < channels; channel++) copyChannel(data, planes, channel, shape);
      this.onBlock({ planes, channels, sampleRate, atSec });
    }
    data.close();
  }

  beat(nowMs: number): void {
    const nowSec = nowMs / 1000;
    if (nowSec - this.line.writtenSec < silentAfterSec) return;
    const atSec = this.line.writtenSec;
    const silence = this.line.fillTo(nowSec - fillBehindSec);
    const { channels, sampleRate } = this.shape;
    if (silence > 0)
      this.onBlock({ planes: new Float32Array(silence * channels), channels, sampleRate, atSec });
  }
}

interface ChannelShape {
  length: number;
  silence: number;
  skip: number;
  kept: number;
}

/** Puts a channel behind its silence, cut or with its last sample twice when the place is a sample shorter or longer. */
function copyChannel(
  data: AudioData,
  planes: Float32Array<ArrayBuffer>,
  channel: number,
  { length, silence, skip, kept }: ChannelShape,
): void {
  const samples = new Float32Array(kept);
  data.copyTo(samples, { planeIndex: channel, format: 'f32-planar', frameOffset: skip });
  const start = channel * length + silence;
  const place = length - silence;
  planes.set(samples.subarray(0, place), start);
  if (place > kept) planes[start + kept] = samples[kept - 1] ?? 0;
}
