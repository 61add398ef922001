import type {
  Heartbeat,
  ParticipantState,
  RecordingView,
  RoomClientToServerEvents,
  RoomServerToClientEvents,
  RoomSnapshot,
} from '@sluice/vod';
import { io, type Socket } from 'socket.io-client';
import { type ProblemError, toProblemError } from '../http/problem-error';
import { askServer, toProblem } from './ask-server';
import * as api from './room-api';
import { newerSnapshot, putRecording } from './room-snapshot';

const answerTimeoutMs = 10_000;
/** Without the socket, polling is all there is; with it, a slow look catches what a lost event would hide. */
const alonePollMs = 5000;
/** After the server could not answer, which passes. */
const rejoinMs = 2000;
const besideSocketPollMs = 30_000;

export interface RoomState {
  snapshot: RoomSnapshot;
  /** `connecting` until the first connection; `reconnecting` whenever it broke later. */
  link: 'connecting' | 'connected' | 'reconnecting';
  /** Why the server takes this participant no more: the room is deleted, or the token no longer counts. */
  refusal: ProblemError | null;
}

interface RoomConnectionOptions {
  roomId: string;
  token: string;
  snapshot: RoomSnapshot;
  onStopped: (recordingId: string) => void;
}

/** The socket of one room. Events only tell: every (re)connect brings the whole snapshot, and without a socket it is polled. */
export class RoomConnection {
  private state: RoomState;
  private readonly socket: Socket<RoomServerToClientEvents, RoomClientToServerEvents>;
  private readonly listeners = new Set<() => void>();
  private poll: number | undefined;
  private rejoining: number | undefined;
  private isClosed = false;
  private lookedAtMs = Date.now();

  constructor(private readonly options: RoomConnectionOptions) {
    this.state = { snapshot: options.snapshot, link: 'connecting', refusal: null };
    // A socket of its own: the gallery's lives longer, and is opened anew when somebody signs in or out.
    this.socket = io({ path: '/socket.io', autoConnect: false, forceNew: true });
    this.socket.on('connect', () => void this.join());
    this.socket.on('disconnect', () => this.set({ link: 'reconnecting' }));
    this.socket.on('room-snapshot', this.take);
    this.socket.on('room-deleted', () => void this.lookNow());
    // of us, who are here, nobody can say that we have vanished
    this.socket.on('stop-rec', ({ recordingId, reason }) => {
      if (reason === 'stopped') options.onStopped(recordingId);
    });
    this.socket.on('video-processing-update', this.takeRecording);
    this.socket.on('processing-status-response', this.takeRecording);
  }

  readonly getState = (): RoomState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  open(): void {
    this.socket.connect();
    this.poll = window.setInterval(() => void this.look(), alonePollMs);
  }

  close(): void {
    this.isClosed = true;
    window.clearInterval(this.poll);
    window.clearTimeout(this.rejoining);
    this.socket.disconnect();
  }

  async startRecording(): Promise<RecordingView> {
    const { roomId, token } = this.options;
    const { recording } = await askServer({
      isConnected: this.isConnected,
      overSocket: () => this.asking.emitWithAck('recording_started', {}),
      overHttp: async () => ({ recording: await api.startRecording(roomId, token) }),
    });
    this.takeRecording(recording);
    return recording;
  }

  async stopRecording(recordingId: string): Promise<void> {
    const { recording } = await askServer({
      isConnected: this.isConnected,
      overSocket: () => this.asking.emitWithAck('recording_stopped', { recordingId }),
      overHttp: async () => ({ recording: await api.stopRecording(recordingId, this.options.token) }),
    });
    this.takeRecording(recording);
  }

  async retryRecording(recordingId: string): Promise<void> {
    this.takeRecording(await api.retryRecording(recordingId, this.options.token));
  }

  /** Lost beats do no harm: the next one says the same and more. Its answer catches a stop that was not heard of. */
  async beat(recordingId: string, heartbeat: Heartbeat): Promise<void> {
    if (!this.isConnected()) {
      await api.beat(recordingId, this.options.token, heartbeat);
      return;
    }
    await this.asking.emitWithAck('recording_heartbeat', { recordingId, ...heartbeat });
  }

  async tellState(state: ParticipantState): Promise<void> {
    if (this.isConnected()) this.socket.emit('participant_state', { state });
    else await api.tellState(this.options.roomId, this.options.token, state);
  }

  readonly isConnected = (): boolean => this.state.link === 'connected';

  private get asking() {
    return this.socket.timeout(answerTimeoutMs);
  }

  private async join(): Promise<void> {
    const { roomId, token } = this.options;
    const answer = await this.asking.emitWithAck('join_room', { roomId, token }).catch(() => null);
    if (this.isClosed) return;
    if (answer?.ok) {
      this.set({ link: 'connected', refusal: null, snapshot: this.newest(answer.snapshot) });
      return;
    }
    const problem = answer && toProblem(answer.problem);
    if (problem && isRefusal(problem)) {
      this.set({ refusal: problem });
      return;
    }
    // An answer that does not come is a connection that does not work, and a database that is away comes back.
    this.socket.disconnect();
    this.rejoining = window.setTimeout(() => this.socket.connect(), answer ? rejoinMs : 0);
  }

  private async look(): Promise<void> {
    if (this.isConnected() && Date.now() - this.lookedAtMs < besideSocketPollMs) return;
    await this.lookNow();
  }

  private async lookNow(): Promise<void> {
    this.lookedAtMs = Date.now();
    try {
      this.take(await api.loadRoom(this.options.roomId, this.options.token));
      if (this.state.refusal) this.set({ refusal: null });
    } catch (error) {
      const problem = toProblemError(error);
      if (isRefusal(problem)) this.set({ refusal: problem });
    }
  }

  private readonly take = (snapshot: RoomSnapshot): void => this.set({ snapshot: this.newest(snapshot) });

  private readonly takeRecording = (recording: RecordingView): void =>
    this.set({ snapshot: putRecording(this.state.snapshot, recording) });

  private newest(snapshot: RoomSnapshot): RoomSnapshot {
    return newerSnapshot(this.state.snapshot, snapshot);
  }

  private set(changes: Partial<RoomState>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener();
  }
}

const isRefusal = ({ code }: ProblemError) => code === 'room_not_found' || code === 'participant_unknown';
