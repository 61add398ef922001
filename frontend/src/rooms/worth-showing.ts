import type { ParticipantView } from '@sluice/vod';

const forgottenMs = 60 * 60_000;

/** The others of a room, those who are here first. Whoever left long ago is of last week's recording, not of this. */
export function worthShowing(
  participants: readonly ParticipantView[],
  ownId: string,
  nowMs: number,
): ParticipantView[] {
  return participants
    .filter(
      ({ id, isOnline, lastSeenAt, state }) =>
        id !== ownId &&
        (isOnline || (state?.waitingChunks ?? 0) > 0 || nowMs - Date.parse(lastSeenAt) < forgottenMs),
    )
    .toSorted((one, other) => Number(other.isOnline) - Number(one.isOnline));
}
