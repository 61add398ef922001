import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { patchFile } from './patch-segment.js';

/** A fault in a presentation: how it comes about, and the rules that must find it, among those broken. */
export interface Fault {
  fault: string;
  change: Change;
  /** A MUST each. */
  rules: string[];
  /** A SHOULD each. */
  warnings?: string[];
}

/** Changes a presentation's folder. */
export type Change = (folder: string) => Promise<unknown>;

/** Throws when there is nothing to replace: a fault that is none would prove nothing. */
export const replaceIn =
  (file: string, from: string | RegExp, to: string) =>
  async (folder: string): Promise<void> => {
    const before = await readFile(join(folder, file), 'utf8');
    const after = before.replace(from, to);
    if (after === before) throw new Error(`nothing to change in ${file}`);
    await writeFile(join(folder, file), after);
  };

export const patch =
  (file: string, change: (data: Buffer) => Buffer | void) =>
  (folder: string): Promise<void> =>
    patchFile(join(folder, file), change);

export async function swap(folder: string, one: string, other: string): Promise<void> {
  await rename(join(folder, one), join(folder, 'aside'));
  await rename(join(folder, other), join(folder, one));
  await rename(join(folder, 'aside'), join(folder, other));
}

export const inTurn =
  (...changes: Change[]) =>
  async (folder: string): Promise<void> => {
    for (const change of changes) await change(folder);
  };

export const segmentNames = [0, 1, 2].map((index) => `seg_0000${index}.m4s`);
export const videoPlaylists = [
  '360p/playlist.m3u8',
  '180p/playlist.m3u8',
  '360p/iframes.m3u8',
  '180p/iframes.m3u8',
];
