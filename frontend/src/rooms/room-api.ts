import type {
  ClockView,
  CreateRoom,
  Heartbeat,
  InviteView,
  JoinedView,
  JoinRoom,
  ParticipantState,
  RecordingView,
  RoomList,
  RoomSnapshot,
  RoomView,
} from '@sluice/vod';
import { request } from '../http/request';

const roomPath = (roomId: string) => `/api/rooms/${encodeURIComponent(roomId)}`;
const recordingPath = (recordingId: string) => `/api/recordings/${encodeURIComponent(recordingId)}`;
/** The owner may look into a room without having joined it, so there may be no token. */
const asParticipant = (token: string | null) => (token === null ? undefined : { 'Participant-Token': token });

export const listRooms = (signal: AbortSignal) => request<RoomList>('/api/rooms', { signal });
export const createRoom = (room: CreateRoom) =>
  request<RoomView>('/api/rooms', { method: 'POST', body: room });
export const deleteRoom = (roomId: string) => request<void>(roomPath(roomId), { method: 'DELETE' });
export const createInvite = (roomId: string) =>
  request<InviteView>(`${roomPath(roomId)}/invites`, { method: 'POST', body: {} });

export const joinRoom = (roomId: string, body: JoinRoom) =>
  request<JoinedView>(`${roomPath(roomId)}/participants`, { method: 'POST', body });
export const loadRoom = (roomId: string, token: string | null) =>
  request<RoomSnapshot>(roomPath(roomId), { headers: asParticipant(token) });
export const tellState = (roomId: string, token: string, state: ParticipantState) =>
  request<void>(`${roomPath(roomId)}/state`, { method: 'PUT', body: state, headers: asParticipant(token) });

export const startRecording = (roomId: string, token: string) =>
  request<RecordingView>(`${roomPath(roomId)}/recordings`, {
    method: 'POST',
    body: {},
    headers: asParticipant(token),
  });
export const stopRecording = (recordingId: string, token: string) =>
  request<RecordingView>(`${recordingPath(recordingId)}/stop`, {
    method: 'POST',
    headers: asParticipant(token),
  });
export const retryRecording = (recordingId: string, token: string) =>
  request<RecordingView>(`${recordingPath(recordingId)}/retry`, {
    method: 'POST',
    headers: asParticipant(token),
  });
export const beat = (recordingId: string, token: string, heartbeat: Heartbeat) =>
  request<ClockView>(`${recordingPath(recordingId)}/heartbeat`, {
    method: 'POST',
    body: heartbeat,
    headers: asParticipant(token),
  });

export const roomKeys = { list: ['rooms'] as const };
