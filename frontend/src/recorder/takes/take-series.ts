import type { TakeEndReason } from '@sluice/vod';
import { startBeat } from '../capture/beat';
import type { CaptureBreak, CaptureTracks } from '../capture/capture';
import { SleepWatch } from '../capture/sleep-watch';
import type { CaptureMethod, RecorderState } from '../recorder-state';
import { fullTrouble, otherEncoderTrouble, sleptTrouble, stoppedTroubles } from '../troubles';
import type { CaptureSources } from './capture-sources';
import type { DiskState, Take } from './take';

/** Somebody who drags the edge of a shared window makes a new size with every frame; takes are not for that. */
const restlessMs = 3000;
const restMs = 1000;

/** Why nothing is captured although it should be. */
export type WhyStopped = 'encoder_failed' | 'no_tracks' | 'storage_full';

interface TakeSeriesOptions {
  sources: CaptureSources;
  tracks: () => CaptureTracks;
  newTake: () => Take;
  onChange: () => void;
  /** By performance.now(). */
  firstAtMs: number;
}

/** One recording's takes: one at a time, each with an encoder of its own. */
export class TakeSeries {
  method: CaptureMethod | null = null;
  whyStopped: WhyStopped | null = null;
  private passingTrouble: RecorderState['trouble'] = null;
  private isDiskFull = false;
  private current: Take | null = null;
  /** From a beginning to an end that was asked for, also while there is nothing to capture. */
  private isWanted = false;
  /** Counts what was asked for, so that a slow beginning gives way to what was asked for later. */
  private wish = 0;
  private readonly failedMethods = new Set<CaptureMethod>();
  private readonly endings = new Set<Promise<void>>();
  private readonly sleepWatch = new SleepWatch();
  private readonly stopBeat = startBeat(() => this.beat());

  constructor(private readonly options: TakeSeriesOptions) {}

  get trouble(): RecorderState['trouble'] {
    if (this.whyStopped) return stoppedTroubles[this.whyStopped];
    return this.isDiskFull ? fullTrouble : this.passingTrouble;
  }

  /** Begins a take with what the devices give now. */
  async begin(atMs = performance.now()): Promise<void> {
    const wish = ++this.wish;
    this.isWanted = true;
    const { sources, newTake, onChange, firstAtMs } = this.options;
    const tracks = this.options.tracks();
    sources.use(tracks);
    if (!tracks.picture && !tracks.sound) return this.giveUp('no_tracks');
    const plan = await sources.plan(tracks, this.failedMethods);
    if (wish !== this.wish) return;
    if (!plan) return this.giveUp('encoder_failed');
    this.whyStopped = null;
    this.method = plan.method;
    const take = newTake();
    this.current = take;
    onChange();
    try {
      take.begin((events) => sources.start(plan, tracks, Math.max(atMs, firstAtMs), events));
    } catch {
      this.broken(take, 'encoder_failed');
    }
  }

  end(reason: TakeEndReason): void {
    this.wish += 1;
    this.isWanted = false;
    this.passingTrouble = null;
    this.finish(reason);
  }

  /** The devices have changed. */
  tracksChanged(): void {
    if (this.isWanted) this.replace('device_changed');
  }

  broken(take: Take, reason: CaptureBreak): void {
    if (take !== this.current) return;
    if (reason === 'size_changed') return this.replace('device_changed');
    // The encoder is of no use on this machine: the next rung of the ladder.
    if (this.method) this.failedMethods.add(this.method);
    this.passingTrouble = otherEncoderTrouble;
    this.replace('failed');
  }

  diskChanged(state: DiskState): void {
    if (state === 'failed') {
      this.finish('failed');
      return this.giveUp('storage_full');
    }
    if (this.isDiskFull === (state === 'full')) return;
    this.isDiskFull = state === 'full';
    this.options.onChange();
  }

  /** Resolves when all takes that were ended are on the disk. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.endings);
  }

  close(): void {
    this.stopBeat();
    this.options.sources.close();
  }

  /** Ends the take and begins another at once; the old one is brought to its end meanwhile. */
  private replace(reason: TakeEndReason): void {
    const isRestless = this.current && performance.now() - this.current.createdAtMs < restlessMs;
    this.finish(reason);
    void this.begin(performance.now() + (isRestless ? restMs : 0));
  }

  private finish(reason: TakeEndReason): void {
    const take = this.current;
    this.current = null;
    if (!take) return;
    const ending: Promise<void> = take.end(reason).finally(() => this.endings.delete(ending));
    this.endings.add(ending);
  }

  private beat(): void {
    if (this.sleepWatch.beat(Date.now(), performance.now()) && this.current) {
      this.passingTrouble = sleptTrouble;
      this.options.sources.measureAnew();
      this.replace('slept');
    }
    this.current?.beat();
  }

  private giveUp(why: WhyStopped): void {
    this.whyStopped = why;
    this.options.onChange();
  }
}
