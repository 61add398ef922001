import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  posterFileName,
  SluiceError,
  thumbnailFileName,
  type SourceMedia,
  type SourceVideo,
} from '@sluice/vod';
import type { Logger } from 'pino';
import sharp from 'sharp';
import { metFullDisk } from '../encode/explain-failure.js';
import { FfmpegFailure, runFfmpeg, type FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import {
  candidateCount,
  candidateName,
  candidatesCommand,
  firstPictureCommand,
  soundPictureCommand,
} from './still-args.js';

const thumbnailSide = 480;
const timeoutMs = 120_000;
const limits = { cpuSec: 120 };
/** Behind the first segments: those are what somebody waits for. */
const niceness = 4;
const background = '#12232a';

interface StillsContext {
  sourcePath: string;
  workDir: string;
  signal: AbortSignal;
  log: Logger;
}

/** Writes poster.jpg and thumbnail.jpg into the work folder. */
export async function makeStills(
  media: SourceMedia,
  durationSec: number,
  context: StillsContext,
): Promise<void> {
  const picture = media.video
    ? await choosePicture(media.video, durationSec, context)
    : await pictureOfSound(media, context);
  const poster = await sharp(picture).jpeg({ quality: 82, mozjpeg: true }).toBuffer();
  const thumbnail = await sharp(picture)
    .resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 78, mozjpeg: true })
    .toBuffer();
  // not by sharp, whose errors don't say that the disk is full
  await writeFile(join(context.workDir, posterFileName), poster);
  await writeFile(join(context.workDir, thumbnailFileName), thumbnail);
}

/** The candidate with the most to see in it: black, white and blurred pictures have little entropy. */
async function choosePicture(
  video: SourceVideo,
  durationSec: number,
  context: StillsContext,
): Promise<Buffer> {
  await take(candidatesCommand(video, durationSec, context.sourcePath), context);
  let candidates = await readCandidates(context.workDir);
  if (candidates.length === 0) {
    await take(firstPictureCommand(video, context.sourcePath), context);
    candidates = await readCandidates(context.workDir);
  }
  if (candidates.length === 0) return plainGround().png().toBuffer();
  const scored = await Promise.all(
    candidates.map(async (image) => ({ image, score: (await sharp(image).stats()).entropy })),
  );
  return scored.reduce((best, candidate) => (candidate.score > best.score ? candidate : best)).image;
}

async function readCandidates(workDir: string): Promise<Buffer[]> {
  const images: Buffer[] = [];
  for (let index = 0; index < candidateCount; index++) {
    const path = join(workDir, candidateName(index));
    const image = await readFile(path).catch(() => null);
    if (image?.length) images.push(image);
    await rm(path, { force: true });
  }
  return images;
}

/** Cover art or waveform on a calm ground, so that the gallery has no holes. */
async function pictureOfSound(media: SourceMedia, context: StillsContext): Promise<Buffer> {
  await take(soundPictureCommand(media, context.sourcePath), context);
  const path = join(context.workDir, 'sound.png');
  const drawn = await readFile(path).catch(() => null);
  await rm(path, { force: true });
  const ground = plainGround();
  if (!drawn?.length) return ground.png().toBuffer();
  const art = await sharp(drawn).resize(1120, 640, { fit: 'inside' }).toBuffer();
  return ground
    .composite([{ input: art, gravity: 'centre' }])
    .png()
    .toBuffer();
}

const plainGround = () => sharp({ create: { width: 1280, height: 720, channels: 3, background } });

/**
 * A still that can't be taken, or not in time, is found missing by whoever reads it: no film fails for its poster. A full
 * disk passes, and then it can be taken.
 */
async function take(description: FfmpegDescription, context: StillsContext): Promise<void> {
  try {
    await runFfmpeg(description, { ...context, label: 'stills', timeoutMs, limits, niceness });
  } catch (error) {
    const tookTooLong = error instanceof SluiceError && error.code === 'time_limit_exceeded';
    const isMissing = error instanceof FfmpegFailure && !metFullDisk(error);
    if (!isMissing && !tookTooLong) throw error;
  }
}
