import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clipsFolder, ringsFolder } from '@sluice/vod';
import type { PinoLogger } from 'nestjs-pino';
import type { DataSource } from 'typeorm';
import { findOldNames } from './old-names.js';

interface Footage {
  /** Of the uploads volume; what lies in it has an id for its name. */
  folder: string;
  /** Selects the ids that there are. */
  known: string;
  /** What the audit log calls it when somebody removes one. */
  removal: string;
}

export const rings: Footage = {
  folder: ringsFolder,
  known: 'SELECT id FROM cameras',
  removal: 'Cameras_remove',
};

export const heldByClips: Footage = {
  folder: clipsFolder,
  known: 'SELECT video_id AS id FROM clips',
  removal: 'Videos_delete',
};

interface Context {
  database: DataSource;
  logger: PinoLogger;
  uploadsDir: string;
}

/**
 * Removes what somebody asked to be removed while no recorder ran to hear of it. The rest that the database doesn't know may
 * be newer than a database that was restored: it is set aside like a source, and stays when the database knows none at all.
 */
export async function tidyFootage(
  { database, logger, uploadsDir }: Context,
  { folder, known, removal }: Footage,
): Promise<void> {
  const rows: { id: string }[] = await database.query(known);
  const ids = new Set(rows.map(({ id }) => id));
  const unknown = (await findOldNames(join(uploadsDir, folder))).filter((id) => !ids.has(id));
  if (unknown.length === 0) return;
  if (rows.length === 0) return tellOfStrangeDatabase(logger, folder, unknown.length);
  const removed = await findRemoved(database, removal, unknown);
  await mkdir(join(uploadsDir, 'orphans'), { recursive: true });
  for (const id of unknown) {
    const file = join(uploadsDir, folder, id);
    const told = { file: `${folder}/${id}` };
    await (
      removed.has(id)
        ? rm(file, { recursive: true, force: true }).then(() =>
            logger.warn(told, 'removed: its deletion had been forgotten'),
          )
        : rename(file, join(uploadsDir, 'orphans', `${folder}-${id}`)).then(() =>
            logger.warn(told, 'the database does not know this: moved to orphans/'),
          )
    ).catch((err: unknown) => logger.warn({ ...told, err }, 'the database does not know this, and it stays'));
  }
}

/** Those of the ids that the audit log says somebody removed. */
async function findRemoved(database: DataSource, removal: string, ids: string[]): Promise<Set<string>> {
  const rows: { id: string }[] = await database.query(
    'SELECT subject_id AS id FROM audit_events WHERE action = $1 AND subject_id = ANY($2)',
    [removal, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

export const tellOfStrangeDatabase = (logger: PinoLogger, folder: string, found: number): void =>
  logger.error({ folder, found }, 'the database knows none of these: is it the right one? They stay');
