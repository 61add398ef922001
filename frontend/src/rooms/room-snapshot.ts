import type { RecordingStatus, RecordingView, RoomSnapshot } from '@sluice/vod';

const rank: Record<RecordingStatus, number> = {
  created: 0,
  active: 1,
  uploading: 2,
  processing: 3,
  completed: 4,
  failed: 4,
};

export const runs = ({ status }: Pick<RecordingView, 'status'>) =>
  status === 'created' || status === 'active';

/** The newer of two snapshots: an answer over HTTP may come after an event that was sent later. */
export function newerSnapshot(shown: RoomSnapshot | null, arrived: RoomSnapshot): RoomSnapshot {
  return shown && Date.parse(arrived.serverTime) < Date.parse(shown.serverTime) ? shown : arrived;
}

/** Puts what an event or an acknowledgement told of one recording into the snapshot; a new one comes first. */
export function putRecording(snapshot: RoomSnapshot, recording: RecordingView): RoomSnapshot {
  if (recording.roomId !== snapshot.room.id) return snapshot;
  const shown = snapshot.recordings.find(({ id }) => id === recording.id);
  if (!shown) return { ...snapshot, recordings: [recording, ...snapshot.recordings] };
  if (isOlder(recording, shown)) return snapshot;
  return {
    ...snapshot,
    recordings: snapshot.recordings.map((known) => (known.id === recording.id ? recording : known)),
  };
}

/** The acknowledgement of a start may overtake the news of the stop. A retry and late pieces lead back, on purpose. */
function isOlder(arrived: RecordingView, shown: RecordingView): boolean {
  if (arrived.revision !== shown.revision) return arrived.revision < shown.revision;
  if (shown.stopReason === 'vanished' && arrived.stopReason === null) return false;
  return rank[shown.status] >= rank.uploading && rank[arrived.status] < rank.uploading;
}

/** Somebody has ended it. Whom the server only has not heard of, goes on recording: it takes them back. */
export const wasStopped = (recording: RecordingView) =>
  !runs(recording) && recording.stopReason !== 'vanished';

/** The recording that runs now, if one does; only the newest can. What is captured here runs, whatever the server knows. */
export function runningRecording(
  snapshot: RoomSnapshot,
  capturedId: string | null = null,
): RecordingView | null {
  const newest = snapshot.recordings[0];
  return newest && (runs(newest) || newest.id === capturedId) ? newest : null;
}
