import { loadRecording, type LoadedParticipant, type LoadedRecording } from '@sluice/database';
import { SluiceError, spanName } from '@sluice/vod';
import { ClaimLost } from '../lease/lease.js';
import type { SourceFile } from '../source/source-cache.js';
import { assembleFilm } from './assemble-film.js';
import { composeRoom, type RoomMember } from './compose-room.js';
import { publishFilm } from './publish-film.js';
import type { RecordingContext } from './recording-context.js';

/** Where several are to be shown together, most of the time goes into that. */
const assemblingShare = 0.2;

/** Makes every film of a recording that its revision doesn't have yet, everybody's own before the one of all together. */
export async function makeFilms(context: RecordingContext): Promise<void> {
  const { database, claim, store } = context;
  const recording = await loadRecording(database, claim.recordingId);
  if (!recording || recording.revision !== claim.revision)
    throw new ClaimLost('the recording is gone, or made anew already');
  const place = { roomId: recording.roomId, recordingId: recording.id };
  await removeLeftovers(recording, context);
  const members = await makeOwnFilms(recording, context);
  if (members.length === 0)
    throw new SluiceError('nothing_recorded', 'Of no take its beginning has arrived: nothing can be shown.');
  if (members.length > 1 && !isMade(recording.film, recording)) {
    const report: RecordingContext['report'] = (stage, fraction) =>
      context.report(stage, assemblingShare + (1 - assemblingShare) * fraction);
    report('composing', 0);
    const film = await composeRoom(recording, members, { ...context, report });
    await publishFilm(recording, null, film, context);
  }
  for (const { name, path } of await store.listProcessed(place)) if (isSpan(name)) await store.delete(path);
}

const isMade = (film: LoadedRecording['film'], { revision }: LoadedRecording): boolean =>
  film?.revision === revision && film.videoId !== null;

const isSpan = (name: string): boolean => /^r\d+-span-\d+$/.test(name);

/** What a try that crashed has stored and told nobody of; only spans of this revision are of use. */
async function removeLeftovers(
  recording: LoadedRecording,
  { store, claim }: RecordingContext,
): Promise<void> {
  const films = [recording.film, ...recording.participants.map(({ film }) => film)];
  const known = new Set(films.flatMap((film) => film?.sourcePath ?? []));
  const seen = new Set<string>();
  for (const { path, name } of await store.listProcessed({
    roomId: recording.roomId,
    recordingId: recording.id,
  })) {
    const isUseful =
      isSpan(name) && name.startsWith(spanName(claim.revision, 0).slice(0, -5)) && !seen.has(name);
    seen.add(name);
    if (!isUseful && !known.has(path)) await store.delete(path);
  }
}

/** The films that there are then: made now, or by an earlier try. */
async function makeOwnFilms(recording: LoadedRecording, context: RecordingContext): Promise<RoomMember[]> {
  const members: RoomMember[] = [];
  const { participants } = recording;
  const share = participants.length > 1 ? assemblingShare : 1;
  for (const [at, participant] of participants.entries()) {
    const onFraction = (done: number): void =>
      context.report('assembling', (share * (at + done)) / participants.length);
    onFraction(0);
    const film = isMade(participant.film, recording)
      ? await findFilm(participant, recording, context)
      : await makeOwnFilm(participant, recording, { ...context, onFraction });
    if (film) members.push({ participant, film });
  }
  return members;
}

async function makeOwnFilm(
  participant: LoadedParticipant,
  recording: LoadedRecording,
  context: RecordingContext & { onFraction: (done: number) => void },
): Promise<SourceFile | null> {
  const film = await assembleFilm(participant, recording.durationMs, context);
  if (film) return publishFilm(recording, participant, film, context);
  context.log.warn({ participantId: participant.id }, 'nothing of a participant can be shown');
  return null;
}

/** null when its video is gone, and its source with it: somebody has deleted it, and is not shown in the room's film. */
async function findFilm(
  { film }: LoadedParticipant,
  { roomId, id }: LoadedRecording,
  { store }: RecordingContext,
): Promise<SourceFile | null> {
  const files = await store.listProcessed({ roomId, recordingId: id });
  const file = files.find(({ path }) => path === film?.sourcePath);
  return file ? { path: file.path, sizeBytes: file.sizeBytes, sha256: null } : null;
}
