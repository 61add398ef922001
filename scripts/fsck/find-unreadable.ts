import { dirname } from 'node:path/posix';
import { buffer } from 'node:stream/consumers';
import type { ObjectStorage } from '@sluice/storage';
import {
  initFileName,
  Mp4Error,
  readInitSegment,
  readMediaSegment,
  type InitSegment,
  type PublishedFile,
} from '@sluice/vod';
import type { Reading } from './reading.js';

interface Unreadable {
  file: PublishedFile;
  what: string;
  /** The disk or the store gives no byte of it: nobody knows what it is. */
  isSilent: boolean;
}

interface Place {
  storage: ObjectStorage;
  reading: Reading;
  prefix: string;
  /** What each playlist must be, by its name. */
  playlists: ReadonlyMap<string, string>;
}

/**
 * Looks into files that are there and have their size, one after the other: whether segments have the hash that was
 * measured (of older films: all of their samples), whether pictures end, and whether playlists say what the rows do.
 * Nothing is decoded.
 */
export async function findUnreadable(files: readonly PublishedFile[], place: Place): Promise<Unreadable[]> {
  const found: Unreadable[] = [];
  const inits = new Map<string, InitSegment>();
  // init segments come before the segments that need them
  for (const file of files) {
    let isSilent = false;
    const what = await place.reading.orElse(
      () => (file.md5Hex === null ? read(file, inits, place) : compareHash(file, place)),
      (why) => {
        isSilent = true;
        return `cannot be read (${why})`;
      },
    );
    if (what) found.push({ file, what: `${file.name} ${what}`, isSilent });
  }
  return found;
}

async function compareHash(
  { name, md5Hex }: PublishedFile,
  { storage, prefix }: Place,
): Promise<string | null> {
  const stored = await storage.fingerprint(prefix + name);
  if (!stored) return 'is missing';
  return stored.md5Hex === md5Hex ? null : 'is not what was encoded (MD5)';
}

async function read(
  file: PublishedFile,
  inits: Map<string, InitSegment>,
  { storage, prefix, playlists }: Place,
): Promise<string | null> {
  const stream = await storage.read(prefix + file.name);
  return stream ? describeProblem(file, await buffer(stream), inits, playlists) : 'is missing';
}

function describeProblem(
  { name, kind }: PublishedFile,
  bytes: Buffer,
  inits: Map<string, InitSegment>,
  playlists: ReadonlyMap<string, string>,
): string | null {
  if (kind === 'playlist') return bytes.toString() === playlists.get(name) ? null : 'is another one';
  if (kind === 'picture') return isWholeJpeg(bytes) ? null : 'is no whole picture';
  if (kind === 'text') return bytes.toString('latin1', 0, 6) === 'WEBVTT' ? null : 'is no WebVTT';
  const folder = dirname(name);
  try {
    if (name.endsWith(`/${initFileName}`)) inits.set(folder, readInitSegment(bytes));
    else if (inits.has(folder)) readMediaSegment(bytes, inits.get(folder)!);
    return null;
  } catch (error) {
    if (error instanceof Mp4Error || error instanceof RangeError) return `cannot be read (${error.message})`;
    throw error;
  }
}

/** From "start of image" to "end of image". */
const isWholeJpeg = (bytes: Buffer): boolean =>
  bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9;
