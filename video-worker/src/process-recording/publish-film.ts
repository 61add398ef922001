import { hashFile } from '@sluice/storage';
import { ClaimLost } from '@sluice/service';
import type { LoadedRecording } from '@sluice/database';
import type { RecordingGap } from '@sluice/vod';
import type { SourceFile } from '../source/source-cache.js';
import { filmName, filmTitle } from './film-names.js';
import type { RecordingContext } from './recording-context.js';

export interface FilmFile {
  path: string;
  extension: 'mp4' | 'mkv';
  gaps: RecordingGap[];
}

/**
 * Stores a film, which is gone from the work folder then, and makes it a video that the ordinary pipeline encodes. null
 * when somebody has deleted that video meanwhile.
 */
export async function publishFilm(
  recording: LoadedRecording,
  participant: { id: string; name: string } | null,
  film: FilmFile,
  { claim, store, transitions, onFilm, signal }: RecordingContext,
): Promise<SourceFile | null> {
  const { sizeBytes, sha256 } = await hashFile(film.path, signal);
  const participantId = participant?.id ?? null;
  const place = { roomId: recording.roomId, recordingId: recording.id };
  const path = await store.keepProcessed(place, filmName(claim.revision, participantId), film.path);
  const title = filmTitle(recording, participant);
  const put = await transitions.putFilm(claim, {
    participantId,
    title,
    gaps: film.gaps,
    source: { path, fileName: `${title}.${film.extension}`, sizeBytes, sha256 },
  });
  if (!put) {
    await store.delete(path);
    throw new ClaimLost('somebody else has taken over, or the recording is gone');
  }
  if (put.videoId === null) {
    await store.delete(path);
    return null;
  }
  onFilm(put.videoId);
  return { path, sizeBytes, sha256 };
}
