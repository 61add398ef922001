import { join } from 'node:path';
import type { CutClaim, CutFile } from '@sluice/database';
import { hashFile, readFootage } from '@sluice/storage';
import { inUtc, SluiceError } from '@sluice/vod';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import { cutArgs, encodedCutArgs, type Cut } from './cut-args.js';
import type { CutContext } from './cut-context.js';
import { stretchesOf } from './stretches.js';
import { joinStretches, type JoinedFilm } from './join-stretches.js';
import { storeMiddlePicture } from './middle-picture.js';
import { checkShown, pickPictures } from './pick-pictures.js';
import { readFilm } from './read-film.js';

const clipName = 'clip.mp4';

/**
 * Makes a clip's file of what it holds, exact to the picture, and stores it as a source. Throws SluiceError `no_footage`,
 * `clip_incomplete`, `disk_full`, the signal's reason, and what keepSource, a process or a disk throws.
 */
export async function cutClip(
  { clipId, startAt, endAt }: CutClaim,
  context: CutContext,
): Promise<CutFile & { frames: number }> {
  const { ffmpegPath, ffprobePath, heldFolder, workDir, run, keepSource } = context;
  const range = { fromMs: startAt.getTime(), toMs: endAt.getTime() };
  const footage = await readFootage(heldFolder, range);
  if (!footage) throw new SluiceError('no_footage', 'Nothing is held of the clip.');
  const { cover, plan } = footage;
  const joined = await joinStretches(stretchesOf(cover.segments), context);
  const tornEnds = cover.segments.filter(({ isRecovered }) => isRecovered).length;
  const cut = pickPictures(joined.film.timesSec, plan, tornEnds);
  await runFfmpeg(ffmpegPath, argsFor(cut, joined, context), run);
  const { timesSec, durationSec } = await readFilm(ffprobePath, clipName, run);
  checkShown(timesSec.length, cut.frames);
  const hasMiddlePicture = await storeMiddlePicture(clipId, clipName, durationSec, context);
  const clipPath = join(workDir, clipName);
  const file = await hashFile(clipPath, run.signal);
  const path = await keepSource(clipPath);
  return {
    source: { path, fileName: `${clipId}.mp4`, ...file },
    gaps: cover.gaps.map(inUtc),
    durationSec,
    hasMiddlePicture,
    frames: timesSec.length,
  };
}

/** Pictures are left away behind the last one in the order they come: where they are shown in another, it is encoded. */
function argsFor(cut: Cut, { name, film }: JoinedFilm, { onEncode, log }: CutContext): string[] {
  if (cut.endSec === null || !film.isReordered) return cutArgs(name, cut, clipName);
  log.warn('a clip ends among B-frames: it is encoded');
  onEncode();
  return encodedCutArgs(name, cut, clipName);
}
