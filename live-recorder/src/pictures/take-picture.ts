import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRing, type ObjectStorage } from '@sluice/storage';
import {
  aheadMaxMs,
  cameraFolder,
  immutableCacheControl,
  planCut,
  readTsSegment,
  segmentEndMs,
  segmentPath,
  type RingSegment,
  type TakenPicture,
  type TakePictureData,
} from '@sluice/vod';
import sharp from 'sharp';
import { segmentArgs } from '../ffmpeg/own-input-args.js';
import { findSegment } from './find-segment.js';
import { takeJpegs } from './take-jpegs.js';

export interface PictureContext {
  uploadsDir: string;
  ffmpegPath: string;
  storage: ObjectStorage;
  signal: AbortSignal;
}

/** The format is known, and a segment begins with its tables: there is nothing to find out that takes a second picture. */
const segmentInput = ['-analyzeduration', '1', '-fpsprobesize', '0', ...segmentArgs, '-i', 'pipe:0'];

/** Stores one picture of a camera's ring. null: the ring has no such picture. Throws what the storage or ffmpeg throws. */
export async function takePicture(
  { cameraId, atMs, outputs }: TakePictureData,
  { uploadsDir, ffmpegPath, storage, signal }: PictureContext,
): Promise<TakenPicture> {
  const found = await findPicture(join(uploadsDir, cameraFolder(cameraId)), atMs);
  if (!found) return null;
  const wanted = { index: found.index, longestSides: outputs.map(({ longestSide }) => longestSide) };
  const jpegs = await takeJpegs(ffmpegPath, segmentInput, wanted, { signal, input: [found.bytes] });
  if (!jpegs) return null;
  const options = { contentType: 'image/jpeg', cacheControl: immutableCacheControl };
  await Promise.all(outputs.map(({ key }, at) => storage.put(key, jpegs[at]!, options)));
  const { width, height } = await sharp(jpegs[0]).metadata();
  return { atMs: found.atMs, width, height, sizeBytes: jpegs[0]!.length };
}

/** Where in which bytes the picture is, and its UTC. */
async function findPicture(
  cameraDir: string,
  atMs: number | null,
): Promise<{ bytes: Buffer; index: number; atMs: number } | null> {
  const segment = findSegment(await readAround(cameraDir, atMs), atMs);
  // null: the ring has deleted it in this moment
  const bytes = segment && (await readFile(join(cameraDir, segmentPath(segment))).catch(() => null));
  const media = bytes && readTsSegment(bytes);
  if (!media) return null;
  const read = { segment, media };
  const fromMs = atMs ?? segmentEndMs(segment);
  // it is the one that a clip from this moment on would begin with
  const { skippedFrames, startMs } = planCut([segment], read, read, { fromMs, toMs: fromMs + 1 });
  return { bytes, index: skippedFrames, atMs: Math.round(startMs) };
}

/** As much of the ring as tells whether a moment is in it: a ring may be of many thousands of files. */
async function readAround(cameraDir: string, atMs: number | null): Promise<RingSegment[]> {
  const fromMs = (atMs ?? Date.now()) - aheadMaxMs;
  const around = await readRing(cameraDir, { fromMs, toMs: atMs ?? Infinity });
  if (atMs === null) return around.length > 0 ? around : readRing(cameraDir);
  const newest = around.at(-1);
  return newest && segmentEndMs(newest) > atMs ? around : readRing(cameraDir, { fromMs, toMs: Infinity });
}
