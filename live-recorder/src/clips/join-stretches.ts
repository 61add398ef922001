import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RingSegment } from '@sluice/vod';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import { concatList, encodeArgs, joinArgs, stretchArgs } from './cut-args.js';
import type { CutContext } from './cut-context.js';
import { readFilm, type Film } from './read-film.js';
import { readSegments } from './stretches.js';

const coverName = 'cover.mp4';
const listName = 'stretches.txt';

export interface JoinedFilm {
  /** In the work folder. */
  name: string;
  film: Film;
}

/** One film of all the stretches, in the work folder. Where they fit, nothing is encoded. */
export async function joinStretches(
  stretches: readonly (readonly RingSegment[])[],
  context: CutContext,
): Promise<JoinedFilm> {
  const names: string[] = [];
  const films: Film[] = [];
  for (const [at, segments] of stretches.entries()) {
    const name = `stretch-${at}.mp4`;
    const input = readSegments(context.heldFolder, segments);
    await runFfmpeg(context.ffmpegPath, stretchArgs(name), { ...context.run, input });
    names.push(name);
    films.push(await readFilm(context.ffprobePath, name, context.run));
  }
  if (names.length === 1) return { name: names[0]!, film: films[0]! };
  await writeFile(join(context.workDir, listName), concatList(names));
  await runFfmpeg(context.ffmpegPath, coverArgs(films, context), context.run);
  return { name: coverName, film: await readFilm(context.ffprobePath, coverName, context.run) };
}

/** Runs of another camera, or of the same with other settings, can't be one track as they are. */
function coverArgs(films: readonly Film[], { log, onEncode }: CutContext): string[] {
  const parameters = new Set(films.map((film) => film.parameters));
  if (parameters.size === 1) return joinArgs(listName, coverName);
  log.warn({ parameters: [...parameters] }, 'the parts of a clip differ: it is encoded');
  onEncode();
  return encodeArgs(listName, films[0]!, coverName);
}
