import type { RoomSnapshot } from '@sluice/vod';
import { type ProblemError, toProblemError } from '../http/problem-error';
import { type DeviceChoice, loadDeviceChoice } from './device-choice';
import { loadRecorder } from './recorder-code';
import { joinRoom, loadRoom } from './room-api';
import { holdRoom } from './room-lock';
import * as memory from './room-memory';
import { RoomSession } from './room-session';
import { unfinishedUploads } from './unfinished-uploads';

export interface JoinWish extends DeviceChoice {
  name: string;
  screen: boolean;
}

export type VisitState =
  | { step: 'looking' }
  /** Nothing can be done here: no such room, or no way in. */
  | { step: 'shut'; problem: ProblemError | null }
  | { step: 'lobby'; title: string | null; known: memory.RoomIdentity | null; problem: ProblemError | null }
  | { step: 'joining'; title: string | null; known: memory.RoomIdentity | null; name: string }
  | { step: 'open-elsewhere'; identity: memory.RoomIdentity }
  | { step: 'inside'; session: RoomSession };

/** From the link to the room: who this browser is there, whether it may in, and what it left open. */
export class RoomVisit {
  private state: VisitState = { step: 'looking' };
  private readonly listeners = new Set<() => void>();
  private readonly invite: string | null;
  private letGo: (() => void) | null = null;
  private isOver = false;
  /** The tab that asked to be a second person keeps that for itself. */
  private isSecondPerson = false;

  constructor(private readonly roomId: string) {
    this.invite = memory.takeInvite(roomId);
  }

  readonly getState = (): VisitState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Looks who we are here; whoever was inside when the page was reloaded goes back in at once. */
  readonly begin = async (): Promise<void> => {
    this.set({ step: 'looking' });
    // It is needed in a moment, and comes while somebody looks at themselves in the lobby.
    void loadRecorder();
    const known = memory.loadIdentity(this.roomId);
    try {
      const snapshot = await loadRoom(this.roomId, known?.token ?? null);
      if (known && memory.wasInside(this.roomId)) await this.enter(known, snapshot, loadDeviceChoice());
      else this.set({ step: 'lobby', title: snapshot.room.title, known, problem: null });
    } catch (error) {
      const problem = toProblemError(error);
      if (!isStranger(problem)) this.set({ step: 'shut', problem });
      else if (known) await this.forgetAndBegin();
      else if (this.invite) this.set({ step: 'lobby', title: null, known: null, problem: null });
      else this.set({ step: 'shut', problem: problem.status === 404 ? problem : null });
    }
  };

  readonly join = async (wish: JoinWish): Promise<void> => {
    if (this.state.step !== 'lobby') return;
    const { title, known } = this.state;
    this.set({ step: 'joining', title, known, name: wish.name });
    try {
      const identity = known ?? (await this.makeIdentity(wish.name));
      await this.enter(identity, await loadRoom(this.roomId, identity.token), wish);
    } catch (error) {
      const problem = toProblemError(error);
      const isForgotten = known !== null && isStranger(problem);
      if (isForgotten) memory.forgetIdentity(this.roomId);
      this.set({ step: 'lobby', title, known: isForgotten ? null : known, problem });
    }
  };

  /** Back to the lobby as nobody: for a second person at the same machine. */
  readonly becomeAnother = (): void => {
    this.isSecondPerson = true;
    const title = this.state.step === 'lobby' ? this.state.title : null;
    this.set({ step: 'lobby', title, known: null, problem: null });
  };

  readonly leave = (): void => {
    memory.rememberInside(this.roomId, false);
    this.endSession();
    void this.begin();
  };

  /** After the server knew us no more: what runs here is ended first, and goes on uploading by itself. */
  readonly joinAgain = (): void => {
    this.endSession();
    void this.begin();
  };

  /** Whoever walked to another page finds the lobby when they come back: no camera opens by a click on a link. */
  close(): void {
    if (this.state.step === 'inside') memory.rememberInside(this.roomId, false);
    this.isOver = true;
    this.endSession();
  }

  private async forgetAndBegin(): Promise<void> {
    memory.forgetIdentity(this.roomId);
    await this.begin();
  }

  private async makeIdentity(name: string): Promise<memory.RoomIdentity> {
    const { participant, token } = await joinRoom(this.roomId, {
      name,
      ...(this.invite && { invite: this.invite }),
    });
    const identity = {
      participantId: participant.id,
      name: participant.name,
      isHost: participant.isHost,
      token,
    };
    memory.saveIdentity(this.roomId, identity, this.isSecondPerson);
    return identity;
  }

  private async enter(
    identity: memory.RoomIdentity,
    snapshot: RoomSnapshot,
    wish: DeviceChoice & { screen?: boolean },
  ): Promise<void> {
    const letGo = await holdRoom(this.roomId, identity.participantId);
    if (!letGo) {
      this.set({ step: 'open-elsewhere', identity });
      return;
    }
    const { Recorder } = await loadRecorder();
    if (this.isOver) {
      letGo();
      return;
    }
    this.letGo = letGo;
    const recorder = new Recorder({
      roomId: this.roomId,
      roomTitle: snapshot.room.title,
      participantId: identity.participantId,
      token: identity.token,
    });
    memory.rememberInside(this.roomId, true);
    // Whatever is still to be uploaded when this room is left goes on from the page that comes then.
    unfinishedUploads.resume();
    this.set({ step: 'inside', session: new RoomSession(identity, recorder, snapshot) });
    // What the devices refuse stands in the recorder's state, and somebody without any may still be in the room.
    await recorder.openDevices({ camera: wish.camera, microphone: wish.microphone });
    if (wish.screen) await recorder.shareScreen();
  }

  private endSession(): void {
    if (this.state.step === 'inside') this.state.session.close();
    this.letGo?.();
    this.letGo = null;
  }

  private set(state: VisitState): void {
    if (this.isOver) return;
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

/**
 * The server doesn't know us here: no token, an old one, or no account. People with an account who are not in a room
 * hear 404 also when it is there; joining tells whether there is one, and whether the invitation is good.
 */
const isStranger = ({ status }: ProblemError) => [401, 403, 404].includes(status);
