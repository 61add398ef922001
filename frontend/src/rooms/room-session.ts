import { heartbeatMs, type RecordingView, type RoomSnapshot } from '@sluice/vod';
import { type ProblemError, toProblemError } from '../http/problem-error';
import type { Recorder } from './recorder-code';
import { RoomConnection } from './room-connection';
import type { RoomIdentity } from './room-memory';
import { hasDevice, isCapturing } from './capture-state';
import { runningRecording, wasStopped } from './room-snapshot';

/** Pieces come every two seconds and levels more often: the others need no more than this. */
const tellStateMs = 1000;

/** What somebody inside has asked for, while it is on its way and when it failed. */
export interface SessionState {
  asking: 'start' | 'stop' | null;
  problem: ProblemError | null;
  /** A stop that the server has not heard of: said again when the connection is back. */
  untoldStop: string | null;
}

/** Somebody inside a room: ties what the server says to what is captured here, and tells the server of it. */
export class RoomSession {
  readonly connection: RoomConnection;
  private state: SessionState = { asking: null, problem: null, untoldStop: null };
  private readonly listeners = new Set<() => void>();
  private readonly takenPart = new Set<string>();
  private toldState = '';
  private readonly timers: number[];
  private readonly endings: (() => void)[];

  constructor(
    readonly identity: RoomIdentity,
    readonly recorder: Recorder,
    snapshot: RoomSnapshot,
  ) {
    this.connection = new RoomConnection({
      roomId: snapshot.room.id,
      token: identity.token,
      snapshot,
      onStopped: (recordingId) => this.stopCapture(recordingId),
    });
    this.endings = [this.connection.subscribe(this.follow), this.recorder.subscribe(this.follow)];
    this.timers = [
      window.setInterval(this.beat, heartbeatMs),
      window.setInterval(() => this.connection.isConnected() && this.tellState(), tellStateMs),
    ];
    this.connection.open();
  }

  readonly getState = (): SessionState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly record = () => this.ask('start', () => this.connection.startRecording());

  /** The host's: for everybody. The own capture ends at once, whether the server hears of it or not. */
  readonly stopForAll = (recordingId: string) =>
    this.ask('stop', async () => {
      this.set({ untoldStop: recordingId });
      this.stopCapture(recordingId);
      try {
        await this.connection.stopRecording(recordingId);
        this.set({ untoldStop: null });
      } catch (error) {
        if (toProblemError(error).isNetworkFailure) return;
        this.set({ untoldStop: null });
        throw error;
      }
    });

  /** A guest's: the others go on. */
  readonly stopMine = (): void => void this.recorder.stop();

  /** Once more into the recording that runs: after the own stop, or a failure, which the recorder keeps until it is stopped. */
  readonly takePartAgain = async (recording: RecordingView): Promise<void> => {
    await this.recorder.stop();
    this.takePart(recording);
  };

  close(): void {
    for (const timer of this.timers) window.clearInterval(timer);
    for (const end of this.endings) end();
    this.connection.close();
    void this.recorder.close();
  }

  private readonly follow = (): void => {
    const { snapshot, link, refusal } = this.connection.getState();
    const running = runningRecording(snapshot);
    if (running && !this.takenPart.has(running.id) && hasDevice(this.recorder.state)) {
      this.takePart(running);
    }
    const captured = snapshot.recordings.find(({ id }) => id === this.recorder.state.recordingId);
    if (captured && wasStopped(captured)) this.stopCapture(captured.id);
    // A room that is deleted takes nothing more.
    if (refusal?.code === 'room_not_found' && this.recorder.state.recordingId) {
      this.stopCapture(this.recorder.state.recordingId);
    }
    const { untoldStop, asking } = this.state;
    if (untoldStop && link === 'connected' && asking === null) void this.stopForAll(untoldStop);
  };

  private takePart(recording: RecordingView): void {
    this.takenPart.add(recording.id);
    this.recorder.start(recording.id, Date.parse(recording.startedAt));
  }

  private stopCapture(recordingId: string): void {
    this.takenPart.add(recordingId);
    const { recordingId: captured } = this.recorder.state;
    if (captured === recordingId && isCapturing(this.recorder.state)) void this.recorder.stop();
  }

  private readonly beat = (): void => {
    this.tellState();
    const { recordingId, upload } = this.recorder.state;
    const isUploading = upload.waitingChunks > 0 && upload.problem === null;
    if (!recordingId || (!isCapturing(this.recorder.state) && !isUploading)) return;
    const heartbeat = { takes: this.recorder.takesProgress(), state: this.recorder.participantState() };
    this.connection.beat(recordingId, heartbeat).catch(() => undefined);
  };

  private tellState(): void {
    const state = this.recorder.participantState();
    // A server that was away hears it again.
    const told = `${this.connection.getState().link} ${JSON.stringify(state)}`;
    if (told === this.toldState) return;
    this.toldState = told;
    this.connection.tellState(state).catch(() => {
      this.toldState = '';
    });
  }

  private async ask(asking: SessionState['asking'], question: () => Promise<unknown>): Promise<void> {
    if (this.state.asking) return;
    this.set({ asking, problem: null });
    try {
      await question();
      this.set({ asking: null });
    } catch (error) {
      this.set({ asking: null, problem: toProblemError(error) });
    }
  }

  private set(changes: Partial<SessionState>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener();
  }
}
