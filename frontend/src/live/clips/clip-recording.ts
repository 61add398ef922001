import { clipHeartbeatSec, clipMinMs, type VideoView } from '@sluice/vod';
import { newId } from '../../http/new-id';
import { type ProblemError, toProblemError } from '../../http/problem-error';
import { startBeat } from '../../recorder/capture/beat';
import { beatClip, startClip, stopClip } from '../cameras/camera-api';
import { askUntilAnswered } from './ask-until-answered';

export interface RunningClip {
  id: string;
  /** What was on the screen at the click; the pre-roll lies before it. */
  startMs: number;
  preRollSec: number;
}

export type ClipRecordingState =
  | { step: 'idle'; problem: ProblemError | null }
  | { step: 'starting'; clip: RunningClip; problem: ProblemError | null }
  | { step: 'recording'; clip: RunningClip; problem: ProblemError | null; isTooEarly: boolean }
  | { step: 'stopping'; clip: RunningClip; problem: ProblemError | null }
  | { step: 'saved'; video: VideoView };

export interface ClipServer {
  startClip: typeof startClip;
  beatClip: typeof beatClip;
  stopClip: typeof stopClip;
  startBeat: typeof startBeat;
  newId: () => string;
}

const server: ClipServer = { startClip, beatClip, stopClip, startBeat, newId };
const iso = (ms: number) => new Date(ms).toISOString();

/** One clip from the click on Record to the answer to Stop. Every click counts once, and every request until it is answered. */
export class ClipRecording {
  private state: ClipRecordingState = { step: 'idle', problem: null };
  private readonly listeners = new Set<() => void>();
  private asking = new AbortController();
  private endBeat: (() => void) | null = null;
  /** The latest that was shown; null while a clip that was taken up has shown nothing. */
  private latestMs: number | null = null;

  constructor(
    private readonly cameraId: string,
    private readonly shownMs: () => number | null,
    private readonly ask: ClipServer = server,
  ) {}

  readonly getState = (): ClipRecordingState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Where the clip would end now: at what is shown, and when the picture is gone, at what was shown last. */
  readonly endMs = (): number | null => this.shownMs() ?? this.latestMs;

  async start(preRollSec: number): Promise<void> {
    const startMs = this.shownMs();
    if (startMs === null || (this.state.step !== 'idle' && this.state.step !== 'saved')) return;
    const clip = { id: this.ask.newId(), startMs, preRollSec };
    this.set({ step: 'starting', clip, problem: null });
    const body = { id: clip.id, startUtc: iso(startMs), preRollSec };
    try {
      const answer = await this.untilAnswered(() => this.ask.startClip(this.cameraId, body));
      if (answer === null) return;
      this.set({ step: 'recording', clip, problem: null, isTooEarly: false });
      this.beat(clip, startMs);
    } catch (error) {
      this.set({ step: 'idle', problem: toProblemError(error) });
    }
  }

  /** A clip that this page recorded before it was loaded anew, or another page of the same person. */
  takeUp({ id, clip }: VideoView): void {
    if (this.state.step !== 'idle' || clip?.state !== 'recording') return;
    const running = { id, startMs: Date.parse(clip.startUtc), preRollSec: 0 };
    this.set({ step: 'recording', clip: running, problem: null, isTooEarly: false });
    this.beat(running, null);
  }

  async stop(): Promise<void> {
    if (this.state.step !== 'recording') return;
    const { clip } = this.state;
    const leastMs = beginOf(clip) + clipMinMs;
    // Without a picture nobody can go on to a later moment; and of a clip that has shown nothing all is kept.
    const endMs = this.shownMs() ?? Math.max(this.latestMs ?? Date.now(), leastMs);
    if (endMs < leastMs) {
      this.set({ ...this.state, isTooEarly: true });
      return;
    }
    this.set({ step: 'stopping', clip, problem: null });
    try {
      const video = await this.untilAnswered(() => this.ask.stopClip(clip.id, iso(endMs)));
      if (video !== null) this.save(video);
    } catch (error) {
      this.lose(clip, toProblemError(error));
    }
  }

  /** The server's own news of it: it may have ended without us. */
  hear(video: VideoView): void {
    const isOurs = this.state.step === 'recording' && this.state.clip.id === video.id;
    if (isOurs && video.clip && video.clip.state !== 'recording') this.save(video);
  }

  /** Nobody waits for the start any more; if it did get through, the clip ends by itself. */
  giveUp(): void {
    this.close();
    this.set({ step: 'idle', problem: null });
  }

  close(): void {
    this.asking.abort();
    this.asking = new AbortController();
    this.endBeat?.();
    this.endBeat = null;
  }

  private beat(clip: RunningClip, shownMs: number | null): void {
    let seconds = 0;
    this.latestMs = shownMs;
    this.endBeat = this.ask.startBeat(() => {
      seconds += 1;
      const nowMs = this.shownMs();
      // Whoever looks back meanwhile still wants all of it.
      if (nowMs !== null) this.latestMs = Math.max(this.latestMs ?? nowMs, nowMs);
      if (seconds % clipHeartbeatSec !== 0) return;
      void this.ask.beatClip(clip.id, iso(this.latestMs ?? clip.startMs)).then(
        () => this.onBeat(clip, null),
        (error) => this.onBeat(clip, toProblemError(error)),
      );
    });
  }

  private onBeat(clip: RunningClip, problem: ProblemError | null): void {
    if (this.state.step !== 'recording' || this.state.clip.id !== clip.id) return;
    if (problem?.status === 404) this.lose(clip, problem);
    else this.tell(problem);
  }

  /** Refused: it is gone, or can't end like this; then it goes on. */
  private lose(clip: RunningClip, problem: ProblemError): void {
    if (problem.status !== 404) {
      this.set({ step: 'recording', clip, problem, isTooEarly: false });
      return;
    }
    this.close();
    this.set({ step: 'idle', problem });
  }

  private save(video: VideoView): void {
    this.close();
    this.set({ step: 'saved', video });
  }

  private untilAnswered<Answer>(request: () => Promise<Answer>): Promise<Answer | null> {
    return askUntilAnswered(request, {
      signal: this.asking.signal,
      onTrouble: (problem) => this.tell(problem),
    });
  }

  private tell(problem: ProblemError | null): void {
    if (this.state.step !== 'saved') this.set({ ...this.state, problem });
  }

  private set(state: ClipRecordingState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

export const beginOf = ({ startMs, preRollSec }: RunningClip): number => startMs - preRollSec * 1000;
