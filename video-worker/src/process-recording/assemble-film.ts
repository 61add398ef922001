import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadedParticipant, LoadedTake } from '@sluice/database';
import {
  keepClock,
  planFilm,
  SluiceError,
  type FilmPart,
  type FilmPlan,
  type RecordingGap,
} from '@sluice/vod';
import { decodedPerSec, encodingLimits } from '../encode/encoding-limits.js';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.js';
import { probeSource } from '../source/probe-source.js';
import { normaliseCommand, type UnlikePart } from './normalise-args.js';
import type { AssemblyContext } from './recording-context.js';
import { readInits, type ConfiguredTake } from './read-inits.js';
import { remuxCommand } from './remux-args.js';
import { writeFragments } from './write-fragments.js';
import { writeSlices } from './write-slices.js';

export interface AssembledFilm {
  path: string;
  extension: 'mp4' | 'mkv';
  gaps: RecordingGap[];
}

interface FilmContext extends AssemblyContext {
  onFraction: (done: number) => void;
}

/** Puts the takes of a participant together, in the work folder; null when nothing of them can be shown. */
export async function assembleFilm(
  { id, takes }: Pick<LoadedParticipant, 'id' | 'takes'>,
  durationMs: number,
  context: FilmContext,
): Promise<AssembledFilm | null> {
  const configured = await readInits(takes, context);
  const plan = planFilm(configured, durationMs);
  if (plan.way === 'none') return null;
  const written = countChunks(configured, context);
  const paths = plan.parts.map((_, at) => join(context.workDir, `${id}-part-${at}`));
  try {
    const damaged: RecordingGap[] = [];
    for (const [at, part] of plan.parts.entries())
      damaged.push(...(await writePart(paths[at]!, part, configured, { ...context, onChunk: written })));
    const path = join(context.workDir, `${id}-film`);
    const extension =
      plan.way === 'copy'
        ? await copyFilm(plan, paths[0]!, path, configured, context)
        : await normaliseFilm(plan, paths, path, configured, context);
    const gaps = [...plan.gaps, ...damaged].toSorted((a, b) => a.fromSec - b.fromSec);
    return extension && { path, extension, gaps };
  } finally {
    for (const path of paths) await rm(path, { force: true });
  }
}

/** Writing is most of the work where nothing is encoded. */
function countChunks(takes: readonly LoadedTake[], { onFraction }: FilmContext): () => void {
  const total = takes.reduce((sum, { chunks }) => sum + chunks.length, 0);
  let done = 0;
  return () => onFraction((0.5 * Math.min(++done, total)) / total);
}

/** Answers the gaps that nobody knew of before. */
async function writePart(
  path: string,
  part: FilmPart,
  takes: readonly LoadedTake[],
  context: FilmContext & { onChunk: () => void },
): Promise<RecordingGap[]> {
  if (part.kind === 'fragments')
    return writeFragments(
      path,
      part.takes.map((take) => takes[take]!),
      context,
    );
  await writeSlices(path, takes[part.take]!, part, context);
  return [];
}

/** Fragments are written on the recording's clock; a slice keeps its take's. */
const offsetOf = (part: FilmPart, takes: readonly LoadedTake[]): number =>
  part.kind === 'fragments' ? 0 : Math.max(0, takes[part.take]!.startMs) / 1000;

async function copyFilm(
  { parts, gaps, lengthSec }: FilmPlan,
  inputPath: string,
  outputPath: string,
  takes: readonly ConfiguredTake[],
  context: FilmContext,
): Promise<'mp4' | 'mkv'> {
  const [part] = parts as [FilmPart];
  const lastGap = gaps.at(-1);
  const isMp4 = part.kind === 'fragments';
  const description = remuxCommand({
    inputPath,
    outputPath,
    format: isMp4 ? 'mp4' : 'matroska',
    pictureTimescale: part.kind === 'fragments' ? takes[part.takes[0]!]!.pictureTimescale : null,
    offsetSec: offsetOf(part, takes),
    holdLastUntilSec: lastGap && lastGap.toSec >= lengthSec ? lengthSec : null,
  });
  await runFfmpeg(description, { ...context, ...encodingLimits(lengthSec), label: 'index' });
  return isMp4 ? 'mp4' : 'mkv';
}

async function normaliseFilm(
  { parts, lengthSec }: FilmPlan,
  paths: readonly string[],
  outputPath: string,
  takes: readonly LoadedTake[],
  context: FilmContext,
): Promise<'mp4' | null> {
  const probed: UnlikePart[] = [];
  for (const [at, part] of parts.entries()) {
    const media = await probePart(paths[at]!, context);
    if (!media) continue;
    const audio = media.audio.find(({ codec }) => codec !== null) ?? null;
    probed.push({ path: paths[at]!, offsetSec: offsetOf(part, takes), video: media.video, audio });
  }
  if (probed.length === 0) return null;
  await runFfmpeg(normaliseCommand(probed, lengthSec, outputPath), {
    ...context,
    label: 'normalise',
    ...encodingLimits(lengthSec, loadOf(probed)),
    onProgress: ({ outTimeSec }) => context.onFraction(0.5 + 0.5 * Math.min(1, outTimeSec / lengthSec)),
  });
  return 'mp4';
}

/** All parts are as large as the largest, at up to 60 pictures a second. */
function loadOf(parts: readonly UnlikePart[]) {
  const videos = parts.flatMap(({ video }) => video ?? []);
  return {
    decodedPerSec: Math.max(0, ...videos.map(decodedPerSec)),
    encodedPerSec: 60 * Math.max(0, ...videos.map(({ width, height }) => width * height)),
  };
}

/** Behind a gap there may be nothing that can be shown, when the next one comes before the next key frame. */
async function probePart(path: string, { settings, signal, log }: FilmContext) {
  try {
    return keepClock(await probeSource(settings.FFPROBE_PATH, path, signal), null);
  } catch (error) {
    if (!(error instanceof SluiceError) || error.entry.fault !== 'uploader') throw error;
    log.warn({ err: error }, 'a part of a take cannot be shown');
    return null;
  }
}
