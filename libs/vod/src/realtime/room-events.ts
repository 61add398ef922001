import { z } from 'zod';
import type { StopReason } from '../recording/recording-states.js';
import type { RecordingView, RoomSnapshot } from '../recording/room-views.js';
import { heartbeatSchema, participantStateSchema } from '../recording/room-requests.js';

/** Socket.IO event names of recording rooms. Each has a twin over HTTP; what counts is what Postgres holds. */
export const roomEvents = {
  // from browsers
  joinRoom: 'join_room',
  participantState: 'participant_state',
  recordingStarted: 'recording_started',
  recordingHeartbeat: 'recording_heartbeat',
  recordingStopped: 'recording_stopped',
  requestProcessingStatus: 'request_processing_status',
  syncClock: 'sync_clock',
  // to browsers
  roomSnapshot: 'room-snapshot',
  roomDeleted: 'room-deleted',
  stopRec: 'stop-rec',
  videoProcessingStarted: 'video-processing-started',
  videoProcessingUpdate: 'video-processing-update',
  videoProcessingError: 'video-processing-error',
  processingStatusResponse: 'processing-status-response',
} as const;

export const joinRoomMessageSchema = z.object({ roomId: z.uuid(), token: z.string().max(100) });
export const participantStateMessageSchema = z.object({ state: participantStateSchema });
export const recordingMessageSchema = z.object({ recordingId: z.uuid() });
export const heartbeatMessageSchema = heartbeatSchema.extend({ recordingId: z.uuid() });

export interface EventProblem {
  code: string;
  title: string;
  detail: string;
  fix: string;
}
/** How the server acknowledges: with what was asked for, or with the reason why not. */
export type Acknowledged<T> = ({ ok: true } & T) | { ok: false; problem: EventProblem };

export interface RoomClientToServerEvents {
  join_room: (
    message: z.infer<typeof joinRoomMessageSchema>,
    acknowledge: (answer: Acknowledged<{ participantId: string; snapshot: RoomSnapshot }>) => void,
  ) => void;
  participant_state: (message: z.infer<typeof participantStateMessageSchema>) => void;
  /** Begins a recording of the room, or answers the one that runs. */
  recording_started: (
    message: Record<string, never>,
    acknowledge: (answer: Acknowledged<{ recording: RecordingView }>) => void,
  ) => void;
  recording_heartbeat: (
    message: z.infer<typeof heartbeatMessageSchema>,
    acknowledge: (answer: Acknowledged<{ serverTime: string; status: RecordingView['status'] }>) => void,
  ) => void;
  recording_stopped: (
    message: z.infer<typeof recordingMessageSchema>,
    acknowledge: (answer: Acknowledged<{ recording: RecordingView }>) => void,
  ) => void;
  request_processing_status: (message: z.infer<typeof recordingMessageSchema>) => void;
  sync_clock: (message: Record<string, never>, acknowledge: (answer: { serverTime: string }) => void) => void;
}

export interface RoomServerToClientEvents {
  'room-snapshot': (snapshot: RoomSnapshot) => void;
  'room-deleted': (message: { roomId: string }) => void;
  'stop-rec': (message: { recordingId: string; stoppedAt: string; reason: StopReason }) => void;
  'video-processing-started': (message: { recordingId: string; revision: number }) => void;
  'video-processing-update': (recording: RecordingView) => void;
  'video-processing-error': (
    message: { recordingId: string; attempt: number; retryable: boolean } & EventProblem,
  ) => void;
  'processing-status-response': (recording: RecordingView) => void;
}
