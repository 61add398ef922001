import {
  keepClock,
  Mp4Error,
  processedPrefix,
  readVideoSamples,
  type ClockSamples,
  type SourceMedia,
} from '@sluice/vod';
import { probeSource } from './probe-source.js';
import { readMovieBox } from './read-movie-box.js';
import { refuseEmptyHours } from './refuse-empty-hours.js';

/** What a video's source holds. One that was put together from a recording keeps the recording's clock. */
export async function probeFilm(
  ffprobePath: string,
  source: { path: string },
  filePath: string,
  signal: AbortSignal,
): Promise<SourceMedia> {
  const media = await probeSource(ffprobePath, filePath, signal);
  if (source.path.startsWith(processedPrefix)) return probeOwnClock(media, filePath);
  refuseEmptyHours(media);
  return media;
}

/** Media on the file's own clock. */
export const probeOwnClock = async (media: SourceMedia, filePath: string): Promise<SourceMedia> =>
  keepClock(media, media.video && (await readSamples(filePath, media.video.streamIndex)));

async function readSamples(filePath: string, streamIndex: number): Promise<ClockSamples | null> {
  const movie = await readMovieBox(filePath);
  if (!movie || movie.fragmented) return null;
  try {
    return readVideoSamples(movie.moov, streamIndex);
  } catch (error) {
    if (error instanceof Mp4Error || error instanceof RangeError) return null;
    throw error;
  }
}
