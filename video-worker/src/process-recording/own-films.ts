import { ClaimLost } from '@sluice/service';
import { recordingTriesMax, type LoadedParticipant, type LoadedRecording } from '@sluice/database';
import type { SourceFile } from '../source/source-cache.js';
import { assembleFilm, type AssembledFilm } from './assemble-film.js';
import type { RoomMember } from './compose-room.js';
import { ChunkMissing } from './fetch-chunks.js';
import { publishFilm } from './publish-film.js';
import type { RecordingContext } from './recording-context.js';

/** Where several are to be shown together, most of the time goes into that. */
export const assemblingShare = 0.2;

export interface OwnFilms {
  members: RoomMember[];
  /** How many have a film that somebody has deleted. */
  deleted: number;
  /** Why one of them has none; the others have theirs. */
  failure: unknown;
}

type FilmRow = LoadedRecording['film'];

export const isMade = (film: FilmRow, { revision }: LoadedRecording): boolean =>
  film?.revision === revision && film.videoId !== null;

/** Nothing that was deleted comes back, whatever arrives later. */
export const isDeleted = (film: FilmRow): boolean => film !== null && film.videoId === null;

/** Everybody's own films, made now or by an earlier try. One that can't be made keeps nobody else from theirs. */
export async function makeOwnFilms(recording: LoadedRecording, context: RecordingContext): Promise<OwnFilms> {
  const made: OwnFilms = { members: [], deleted: 0, failure: null };
  const { participants } = recording;
  const share = participants.length > 1 ? assemblingShare : 1;
  for (const [at, participant] of participants.entries()) {
    const onFraction = (done: number): void =>
      context.report('assembling', (share * (at + done)) / participants.length);
    onFraction(0);
    if (isDeleted(participant.film)) {
      made.deleted += 1;
      continue;
    }
    try {
      const film = isMade(participant.film, recording)
        ? await findFilm(participant, recording, context)
        : await makeOwnFilm(participant, recording, { ...context, onFraction });
      if (film) made.members.push({ participant, film });
    } catch (error) {
      if (error instanceof ClaimLost || context.signal.aborted) throw error;
      context.log.warn({ err: error, participantId: participant.id }, 'no film of a participant');
      made.failure ??= error;
    }
  }
  return made;
}

async function makeOwnFilm(
  participant: LoadedParticipant,
  recording: LoadedRecording,
  context: RecordingContext & { onFraction: (done: number) => void },
): Promise<SourceFile | null> {
  const film = await assemble(participant, recording.durationMs, context);
  if (film) return publishFilm(recording, participant, film, context);
  context.log.warn({ participantId: participant.id }, 'nothing of a participant can be shown');
  return null;
}

/** A chunk that is gone may come back, from a backup or a store that recovers. On the last try it is a gap. */
async function assemble(
  participant: LoadedParticipant,
  durationMs: number,
  context: RecordingContext & { onFraction: (done: number) => void },
): Promise<AssembledFilm | null> {
  for (let { takes } = participant; ;)
    try {
      return await assembleFilm({ id: participant.id, takes }, durationMs, context);
    } catch (error) {
      if (!(error instanceof ChunkMissing) || context.claim.tries < recordingTriesMax) throw error;
      const { chunk } = error;
      const take = takes.find(({ chunks }) => chunks.includes(chunk))!;
      context.log.error(
        { takeId: take.id, seq: chunk.seq },
        'a chunk is gone for good: the film has a gap there',
      );
      await context.transitions.forgetChunk(take.id, chunk.seq);
      takes = takes.map((each) => ({ ...each, chunks: each.chunks.filter((other) => other !== chunk) }));
    }
}

/** null when its source is gone: somebody has just deleted its video, and is not shown in the room's film. */
async function findFilm(
  { film }: LoadedParticipant,
  { roomId, id }: LoadedRecording,
  { store }: RecordingContext,
): Promise<SourceFile | null> {
  const files = await store.listProcessed({ roomId, recordingId: id });
  const file = files.find(({ path }) => path === film?.sourcePath);
  return file ? { path: file.path, sizeBytes: file.sizeBytes, sha256: null } : null;
}
