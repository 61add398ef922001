import { useSyncExternalStore } from 'react';
import type { RecorderState } from '../recorder/recorder-state';
import type { RoomState } from './room-connection';
import type { RoomSession, SessionState } from './room-session';

export interface RoomSessionView {
  room: RoomState;
  recorder: RecorderState;
  asked: SessionState;
}

/** What the three sources of a room say: the server, the capture core, and what was asked for here. */
export function useRoomSession(session: RoomSession): RoomSessionView {
  const { connection, recorder } = session;
  return {
    room: useSyncExternalStore(connection.subscribe, connection.getState),
    recorder: useSyncExternalStore(
      (listener) => recorder.subscribe(listener),
      () => recorder.state,
    ),
    asked: useSyncExternalStore(session.subscribe, session.getState),
  };
}
