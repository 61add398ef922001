import type { ParticipantState, ParticipantView } from '@sluice/vod';
import { formatAge } from '../formats/age';
import { pieces } from './recording-words';

type DeviceState = ParticipantState['camera'];

/** Somebody whose connection broke is usually back within this time. */
const reconnectMs = 30_000;

export type Presence = 'here' | 'reconnecting' | 'gone';

export function presenceOf(
  { isOnline, lastSeenAt }: Pick<ParticipantView, 'isOnline' | 'lastSeenAt'>,
  nowMs: number,
): Presence {
  if (isOnline) return 'here';
  return nowMs - Date.parse(lastSeenAt) < reconnectMs ? 'reconnecting' : 'gone';
}

export function describePresence(
  participant: Pick<ParticipantView, 'isOnline' | 'lastSeenAt'>,
  nowMs: number,
): string {
  switch (presenceOf(participant, nowMs)) {
    case 'here':
      return 'Here';
    case 'reconnecting':
      return 'Reconnecting…';
    case 'gone':
      return `Gone, last seen ${formatAge(participant.lastSeenAt, nowMs)}`;
  }
}

const cameraWords: Record<DeviceState, string> = {
  on: 'Camera on',
  muted: 'Camera covered',
  off: 'Camera off',
  refused: 'Camera not allowed',
  missing: 'No camera',
  lost: 'Camera unplugged',
};
const microphoneWords: Record<DeviceState, string> = {
  on: 'Microphone on',
  muted: 'Microphone muted',
  off: 'Microphone off',
  refused: 'Microphone not allowed',
  missing: 'No microphone',
  lost: 'Microphone unplugged',
};

export const describeCamera = (state: DeviceState) => cameraWords[state];
export const describeMicrophone = (state: DeviceState) => microphoneWords[state];

/** Whether a device is not there although somebody may think it is. */
export const isTrouble = (state: DeviceState) =>
  state === 'refused' || state === 'missing' || state === 'lost';

/** What becomes of the picture and sound of somebody in the room; null when there is nothing to say. */
export function describeCapture(state: ParticipantState | null): string | null {
  switch (state?.capture) {
    case 'recording':
      return 'Recording';
    case 'paused':
      return 'Paused';
    case 'failed':
      return 'Not recording';
    case 'idle':
    case undefined:
      return null;
  }
}

/** "3 pieces waiting": what was recorded and is not yet safe; null when everything is. */
export function describeWaiting(state: Pick<ParticipantState, 'waitingChunks'> | null): string | null {
  return state && state.waitingChunks > 0 ? `${pieces(state.waitingChunks)} waiting` : null;
}
