import {
  roomEvents,
  type RecordingView,
  type RoomServerToClientEvents,
  type RoomSnapshot,
} from '@sluice/vod';
import type { BroadcastOperator } from 'socket.io';

type Audience = Pick<BroadcastOperator<RoomServerToClientEvents, unknown>, 'emit'>;

/** Tells a room how it is, and by name what has become of its recordings since it was last told. */
export function tellChanges(audience: Audience, before: RoomSnapshot | undefined, now: RoomSnapshot): void {
  audience.emit(roomEvents.roomSnapshot, now);
  for (const recording of now.recordings) {
    const earlier = before?.recordings.find(({ id }) => id === recording.id);
    if (JSON.stringify(earlier) !== JSON.stringify(recording)) tellRecording(audience, earlier, recording);
  }
}

const runs = (recording: RecordingView | undefined): boolean =>
  recording?.status === 'created' || recording?.status === 'active';

function tellRecording(audience: Audience, before: RecordingView | undefined, now: RecordingView): void {
  const { id: recordingId, revision, attempt, error } = now;
  const { stoppedAt, stopReason } = now;
  if (runs(before) && !runs(now) && stoppedAt && stopReason)
    audience.emit(roomEvents.stopRec, { recordingId, stoppedAt, reason: stopReason });
  if (now.status === 'processing' && (before?.status !== 'processing' || before.revision !== revision))
    audience.emit(roomEvents.videoProcessingStarted, { recordingId, revision });
  if (error && (before?.error?.code !== error.code || before.attempt !== attempt)) {
    const { code, title, detail, fix, retryable } = error;
    audience.emit(roomEvents.videoProcessingError, {
      recordingId,
      attempt,
      code,
      title,
      detail,
      fix,
      retryable,
    });
  } else if (now.status === 'processing' || now.status === 'completed')
    audience.emit(roomEvents.videoProcessingUpdate, now);
}
