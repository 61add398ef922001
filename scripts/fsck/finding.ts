import type { ObjectStorage, SourceStore } from '@sluice/storage';
import type { DataSource } from 'typeorm';
import type { Reading } from './reading.js';

export interface FsckContext {
  database: DataSource;
  storage: ObjectStorage;
  sources: SourceStore;
  reading: Reading;
  uploadsDir: string;
  /** Looks at names and sizes alone, and reads no file. */
  quick: boolean;
}

/** Something that is not as it should be. */
export interface Finding {
  /** Of the video, snapshot, take or clip; the key or prefix of what nobody knows. */
  id: string;
  /** For programs, and to know it again at a second look. */
  code: string;
  what: string;
  /** What whoever reads it can do. */
  fix: string;
  /** What --repair does; answers what was done. Throws with the reason why it could not. */
  repair?: () => Promise<string>;
  /** Storage that nobody knows; what --delete-orphans does. Answers false when it is no orphan any more. */
  deleteOrphan?: () => Promise<boolean>;
}

/**
 * Looks twice: whatever was published, deleted or moved on between reading a row and looking for its files is right
 * at the second look, which reads the row anew.
 */
export async function lookTwice(look: () => Promise<Finding[]>): Promise<Finding[]> {
  const first = await look();
  if (first.length === 0) return [];
  const isSame = (one: Finding) => (other: Finding) => one.id === other.id && one.code === other.code;
  return (await look()).filter((finding) => first.some(isSame(finding)));
}
