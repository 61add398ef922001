import type { Recording, Room } from '@sluice/database';
import {
  catalogue,
  isErrorCode,
  type ChunkRange,
  type RecordingFilmView,
  type RecordingView,
  type RoomView,
  type TakeView,
} from '@sluice/vod';
import type { FilmRow, TakeRow } from './load-room-rows.js';

const rangesShown = 50;

export function presentRoom(room: Room, recordings: number): RoomView {
  const { inviteExpiresAt } = room;
  return {
    id: room.id,
    title: room.title,
    visibility: room.visibility,
    owner: { id: room.owner.id, name: room.owner.name },
    createdAt: room.createdAt.toISOString(),
    inviteExpiresAt: inviteExpiresAt && inviteExpiresAt > new Date() ? inviteExpiresAt.toISOString() : null,
    recordings,
  };
}

export function presentTake(take: TakeRow): TakeView {
  const known = take.chunkCount ?? Math.max(take.recordedChunks, take.arrivedUpTo);
  const rest: ChunkRange[] = known > take.arrivedUpTo ? [[take.arrivedUpTo, known - 1]] : [];
  return {
    id: take.id,
    number: take.number,
    container: take.container,
    startedAt: take.startedAt.toISOString(),
    endReason: take.endReason,
    chunkCount: take.chunkCount,
    recordedChunks: known,
    verifiedChunks: take.verifiedChunks,
    missing: [...take.holes, ...rest].slice(0, rangesShown).map(([from, to]) => [from, to]),
  };
}

export function presentRecording(
  recording: Recording,
  takes: readonly TakeRow[],
  films: readonly FilmRow[],
): RecordingView {
  const views = takes.map((take) => ({ take, view: presentTake(take) }));
  const sum = (count: (view: TakeView) => number): number =>
    views.reduce((all, { view }) => all + count(view), 0);
  const names = new Map(takes.map(({ participantId, participantName }) => [participantId, participantName]));
  return {
    id: recording.id,
    roomId: recording.roomId,
    number: recording.number,
    status: recording.status,
    stage: recording.stage,
    progress: progressOf(recording, films),
    startedAt: recording.startedAt.toISOString(),
    stoppedAt: recording.stoppedAt?.toISOString() ?? null,
    stopReason: recording.stopReason,
    revision: recording.revision,
    attempt: recording.attempt,
    isPartial: recording.isPartial,
    error: presentError(recording),
    nextTryAt: recording.status === 'processing' ? (recording.notBefore?.toISOString() ?? null) : null,
    recordedChunks: sum(({ recordedChunks }) => recordedChunks),
    verifiedChunks: sum(({ verifiedChunks }) => verifiedChunks),
    participants: [...names].map(([participantId, name]) => ({
      participantId,
      name,
      takes: views.filter(({ take }) => take.participantId === participantId).map(({ view }) => view),
    })),
    films: films.map((film) => presentFilm(film, films)),
  };
}

const presentFilm = (film: FilmRow, all: readonly FilmRow[]): RecordingFilmView => ({
  participantId: film.participantId,
  videoId: film.videoId,
  isRoomFilm: film.participantId === null || all.length === 1,
  status: film.status,
  playable: film.playable,
  progress: film.progress,
  gaps: film.gaps,
});

/** While its films are encoded, theirs together; of no film it is the worker's word. */
function progressOf({ status, stage, progress }: Recording, films: readonly FilmRow[]): number {
  if (status === 'completed') return 1;
  if (stage !== 'encoding' || films.length === 0) return progress;
  return films.reduce((sum, film) => sum + (film.status === 'ready' ? 1 : film.progress), 0) / films.length;
}

/** Also of a try that failed while the next one is waited for. */
function presentError({ errorCode, errorDetail }: Recording): RecordingView['error'] {
  if (errorCode === null) return null;
  const code = isErrorCode(errorCode) ? errorCode : 'internal_error';
  const { title, fix, retryable } = catalogue[code];
  return { code, title, detail: errorDetail ?? title, fix, retryable };
}
