/** What to do with a block so that the sound stays where its capture timestamps say. All in sample frames. */
export interface BlockPlan {
  /** Silence before the block. */
  silence: number;
  /** Left out at the block's beginning. */
  skip: number;
  /** 1: the last sample twice, -1: without it. One sample in a block of 10 ms is not to be heard. */
  stretch: -1 | 0 | 1;
}

/** Sounds that were lost or repeated; more than any jitter. */
const jumpSec = 0.1;
/** A shift that stays: blocks were lost here and there. */
const shiftSec = 0.015;
/** From here on the line bends, a sample in each block. */
const slackSec = 0.001;
const smoothing = 0.05;

/**
 * Encoders count samples and ignore timestamps: a microphone whose quartz is off by 50 ppm, or a block that was lost,
 * would move the sound away from the picture for the rest of the take. This follows the timestamps.
 */
export class SoundLine {
  private writtenFrames = 0;
  private smoothedError = 0;
  private isFirst = true;

  constructor(private readonly sampleRate: number) {}

  get writtenSec(): number {
    return this.writtenFrames / this.sampleRate;
  }

  /** `atSec` is where the block belongs, in the take's time; it may lie before 0. */
  place(atSec: number, frames: number): BlockPlan {
    const error = Math.round(atSec * this.sampleRate) - this.writtenFrames;
    this.smoothedError += (error - this.smoothedError) * smoothing;
    const plan = this.plan(error, frames);
    this.writtenFrames += plan.silence + frames - plan.skip + plan.stretch;
    return plan;
  }

  /** Fills up with silence when nothing comes. Answers how many frames of it. */
  fillTo(atSec: number): number {
    const silence = Math.max(0, Math.round(atSec * this.sampleRate) - this.writtenFrames);
    this.writtenFrames += silence;
    this.isFirst = false;
    return silence;
  }

  private plan(error: number, frames: number): BlockPlan {
    const off = (sec: number, by: number) => Math.abs(by) > sec * this.sampleRate;
    if (this.isFirst || off(jumpSec, error)) return this.jump(error, frames);
    if (off(shiftSec, this.smoothedError)) return this.jump(Math.round(this.smoothedError), frames);
    const stretch = off(slackSec, this.smoothedError) ? (this.smoothedError > 0 ? 1 : -1) : 0;
    this.smoothedError -= stretch;
    return { silence: 0, skip: 0, stretch };
  }

  private jump(error: number, frames: number): BlockPlan {
    const skip = Math.min(frames, Math.max(0, -error));
    // A block that is skipped as a whole says nothing about where the next one belongs.
    this.isFirst &&= skip === frames;
    this.smoothedError = 0;
    return { silence: Math.max(0, error), skip, stretch: 0 };
  }
}
