import { ClaimLost } from '@sluice/service';
import { loadRecording, recordingTriesMax, type LoadedRecording } from '@sluice/database';
import { SluiceError, spanName } from '@sluice/vod';
import { composeRoom } from './compose-room.js';
import { assemblingShare, isDeleted, isMade, makeOwnFilms } from './own-films.js';
import { publishFilm } from './publish-film.js';
import type { RecordingContext } from './recording-context.js';

/** Makes every film of a recording that its revision doesn't have yet, everybody's own before the one of all together. */
export async function makeFilms(context: RecordingContext): Promise<void> {
  const { database, claim, store } = context;
  const recording = await loadRecording(database, claim.recordingId);
  if (!recording || recording.revision !== claim.revision)
    throw new ClaimLost('the recording is gone, or made anew already');
  const place = { roomId: recording.roomId, recordingId: recording.id };
  await removeLeftovers(recording, context);
  const { members, deleted, failure } = await makeOwnFilms(recording, context);
  if (members.length + deleted === 0)
    throw (
      failure ??
      new SluiceError('nothing_recorded', 'Of no take its beginning has arrived: nothing can be shown.')
    );
  // the room waits for everybody, but not for ever
  const isLastTry = claim.tries >= recordingTriesMax;
  const isWanted = !isMade(recording.film, recording) && !isDeleted(recording.film);
  if (members.length > 1 && isWanted && (!failure || isLastTry)) {
    const report: RecordingContext['report'] = (stage, fraction) =>
      context.report(stage, assemblingShare + (1 - assemblingShare) * fraction);
    report('composing', 0);
    const film = await composeRoom(recording, members, { ...context, report });
    await publishFilm(recording, null, film, context);
  }
  if (failure) throw failure;
  for (const { name, path } of await store.listProcessed(place)) if (isSpan(name)) await store.delete(path);
}

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
