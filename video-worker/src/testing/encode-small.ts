import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  audioRenditionName,
  planAttempt,
  planEncoding,
  type AttemptPlan,
  type Chunk,
  type EncodingPolicy,
  type PlannedRendition,
} from '@sluice/vod';
import { pino } from 'pino';
import { audioCommand } from '../encode/audio-args.js';
import { pictureCommand } from '../encode/picture-args.js';
import { runFfmpeg, type FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { gatherEvidence } from '../source/gather-evidence.js';
import { probeFilm } from '../source/probe-film.js';
import { audioOptions } from '../transcode-chunk/encode-chunk.js';

const log = pino({ level: 'silent' });
const { signal } = new AbortController();
const policy: EncodingPolicy = { ladder: [240], segmentSec: 4 };

const rung = (width: number, height: number): PlannedRendition => ({
  name: `${height}p`,
  width,
  height,
  crf: 23,
  // the quickest that writes pictures in another order than they are shown
  preset: 'superfast',
  maxrateBps: 1_000_000,
});

/**
 * The worker's own plan for a file, but in two renditions that are encoded in no time: 96×64 and 48×32. `sourcePath` is
 * what the video's row would call it.
 */
export async function planSmall(path: string, sourcePath = 'sources/1'): Promise<AttemptPlan> {
  const media = await probeFilm('ffprobe', { path: sourcePath }, path, signal);
  const planned = planEncoding(media, policy);
  const plan = planned.picture
    ? { ...planned, picture: { ...planned.picture, renditions: [rung(96, 64), rung(48, 32)] } }
    : planned;
  const options = { ffprobePath: 'ffprobe', path, segmentSec: policy.segmentSec, signal };
  const { container, cutting } = await gatherEvidence(media, plan, options);
  return planAttempt(plan, { container, cutting, passThrough: null }, policy);
}

/** Encodes a chunk of a plan's picture, or all of it, into the work folder. */
export async function encodePicture(
  plan: AttemptPlan,
  { sourcePath, workDir, threads = 2 }: { sourcePath: string; workDir: string; threads?: number },
  chunk: Chunk | null,
): Promise<void> {
  const { picture } = plan;
  if (!picture) throw new Error('there is no picture to encode');
  for (const { name } of picture.renditions) await mkdir(join(workDir, name), { recursive: true });
  const span = chunk && { ...chunk, frameCount: chunk.frameCount! };
  await encode(
    pictureCommand(picture, { sourcePath, threads, span, audio: null, keepsClock: plan.keepsClock }),
    workDir,
  );
}

export async function encodeSound(
  plan: AttemptPlan,
  { sourcePath, workDir }: { sourcePath: string; workDir: string },
): Promise<void> {
  if (!plan.audio) throw new Error('there is no sound to encode');
  await mkdir(join(workDir, audioRenditionName), { recursive: true });
  await encode(audioCommand(plan.audio, sourcePath, audioOptions(plan, plan.expectedDurationSec)), workDir);
}

async function encode(command: FfmpegDescription, workDir: string): Promise<void> {
  await runFfmpeg(command, {
    label: 'encode',
    workDir,
    timeoutMs: 60_000,
    limits: { cpuSec: 60 },
    signal,
    log,
  });
}
