import type { RecordingFilmView, RecordingView } from '@sluice/vod';

/** Whose film it is. */
export function nameOfFilm(
  { participantId }: Pick<RecordingFilmView, 'participantId'>,
  { participants }: Pick<RecordingView, 'participants'>,
): string {
  if (participantId === null) return 'Everybody, side by side';
  return participants.find((participant) => participant.participantId === participantId)?.name ?? 'Somebody';
}

/** The room's film first, then the participants' in the order in which the server tells them. */
export function inOrder(films: readonly RecordingFilmView[]): RecordingFilmView[] {
  return films.toSorted((one, other) => Number(other.isRoomFilm) - Number(one.isRoomFilm));
}
