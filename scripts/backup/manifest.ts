import { createReadStream } from 'node:fs';
import { open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const uuids = z.array(z.uuid());

/** What a backup consists of. It is written last: a folder without it is no backup. */
export const manifestSchema = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  platformVersion: z.string(),
  storageDriver: z.enum(['local', 's3']),
  /** The migrations that the database had, oldest first. */
  schema: z.array(z.string()).min(1),
  /** Where the dumps lie, below the backup. */
  databaseFolder: z.string().regex(/^database-[0-9TZ-]+$/),
  /** In an order in which every row finds what it refers to. */
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.int(),
      sizeBytes: z.int(),
      sha256,
    }),
  ),
  /** The list of files, beside the dumps: one in a line. */
  files: z.object({ count: z.int(), sizeBytes: z.int(), listSha256: sha256 }),
  /** What was deleted while the files were copied: its rows are in the dump, its files are not. */
  deletedMeanwhile: z.object({
    videos: uuids,
    snapshots: uuids,
    originals: uuids,
    rooms: uuids.default([]),
    /** Recordings whose pieces were given up. */
    recordings: uuids.default([]),
  }),
  /** Files that rows name and that were not there: of them, too, the list has what an earlier backup had. */
  missing: z.array(z.string()),
  /** Files and folders that could not be read: of them the list has what an earlier backup had, or nothing. */
  unreadable: z.array(z.string()).default([]),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const fileEntrySchema = z.object({
  /** Below uploads/, and below files/ of the backup. */
  path: z.string(),
  sizeBytes: z.int(),
  mtimeMs: z.int(),
  sha256,
});
export type FileEntry = z.infer<typeof fileEntrySchema>;

export const manifestName = 'manifest.json';
export const fileListName = 'files.jsonl';
export const filesFolder = 'files';

/** It says that it is complete, and is not what was written. */
export class BackupDamaged extends Error {
  override readonly name = 'BackupDamaged';

  constructor(what: string) {
    super(`The backup is damaged: ${what}.`);
  }
}

/** null when there is no complete backup. Throws on one of another making. */
export async function findManifest(backup: string): Promise<Manifest | null> {
  const text = await readFile(join(backup, manifestName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${backup} holds a backup that this version cannot read.`);
  return parsed.data;
}

/** It is there whole, or the one before it is. */
export async function writeManifest(backup: string, manifest: Manifest): Promise<void> {
  const path = join(backup, manifestName);
  await writeFile(`${path}.tmp`, `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  await rename(`${path}.tmp`, path);
  await syncFolder(backup);
}

export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function* readFileList(backup: string, { databaseFolder }: Manifest): AsyncGenerator<FileEntry> {
  const input = createReadStream(join(backup, databaseFolder, fileListName));
  for await (const line of createInterface({ input })) yield fileEntrySchema.parse(JSON.parse(line));
}
