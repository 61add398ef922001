import { Video } from '@sluice/database';
import type { DataSource } from 'typeorm';
import { checkClip } from './check-clip.js';
import { checkPublished } from './check-published.js';
import { checkRows } from './check-rows.js';
import { checkSnapshot } from './check-snapshot.js';
import { checkSource } from './check-source.js';
import { checkTake } from './check-take.js';
import { lookTwice, type Finding, type FsckContext } from './finding.js';
import { findOrphans } from './find-orphans.js';
import { Reading } from './reading.js';

export interface FsckOptions extends Omit<FsckContext, 'reading'> {
  repair: boolean;
  deleteOrphans: boolean;
  /** Hears of each finding as it is made, with what was done about it. */
  onFinding: (finding: Finding, done: string | null) => void;
}

export interface FsckSummary {
  videos: number;
  snapshots: number;
  takes: number;
  findings: number;
  repaired: number;
  deleted: number;
}

/** Database against storage, and storage against the database. Changes nothing unless it is asked to. */
export async function runFsck(options: FsckOptions): Promise<FsckSummary> {
  const context = { ...options, reading: new Reading(options.storage) };
  await refuseNothing(context);
  const summary = { videos: 0, snapshots: 0, takes: 0, findings: 0, repaired: 0, deleted: 0 };
  const settle = async (findings: readonly Finding[]): Promise<void> => {
    for (const finding of findings) {
      const done = await mend(finding, options, summary);
      summary.findings++;
      options.onFinding(finding, done);
    }
  };
  await settle(await lookTwice(() => checkRows(context)));
  for await (const id of idsOf(options.database, 'videos')) {
    await settle(await lookTwice(() => checkVideo(id, context)));
    summary.videos++;
  }
  for await (const id of idsOf(options.database, 'snapshots')) {
    await settle(await lookTwice(() => lookAt(id, context, () => checkSnapshot(id, context))));
    summary.snapshots++;
  }
  for await (const id of idsOf(options.database, 'takes')) {
    await settle(await lookTwice(() => lookAt(id, context, () => checkTake(id, context))));
    summary.takes++;
  }
  await settle(await lookAt('storage', context, () => checkOrphans(context)));
  return summary;
}

async function checkVideo(id: string, context: FsckContext): Promise<Finding[]> {
  const load = (): Promise<Video | null> => context.database.getRepository(Video).findOneBy({ id });
  const findings: Finding[] = [];
  for (const check of [checkSource, checkClip, checkPublished]) {
    const video = await load();
    if (video) findings.push(...(await lookAt(id, context, () => check(video, context))));
  }
  return findings;
}

const lookAt = (id: string, context: FsckContext, look: () => Promise<Finding[]>): Promise<Finding[]> =>
  context.reading.orElse(look, (why) => [
    {
      id,
      code: 'unreadable',
      what: `cannot be looked at (${why})`,
      fix: 'look at the disk or the store, then run fsck again',
    },
  ]);

/** Where nothing at all is there, a folder is not mounted: a list of every video would say less. */
async function refuseNothing({ database, storage, sources }: FsckContext): Promise<void> {
  const named: unknown[] = await database.query(
    `SELECT 1 FROM videos WHERE source_path <> '' AND source_removed_at IS NULL LIMIT 1`,
  );
  if (named.length === 0 || (await isAny(sources.list())) || (await isAny(storage.list('videos/')))) return;
  throw new Error(
    'Nothing of what the database names is in storage: is UPLOADS_DIR mounted, are the S3 settings right?',
  );
}

async function isAny(objects: AsyncIterable<unknown>): Promise<boolean> {
  for await (const _object of objects) return true;
  return false;
}

/** Where the database knows nothing of all that lies there, it is the database that is wrong: nothing may be deleted. */
async function checkOrphans(context: FsckContext): Promise<Finding[]> {
  const { findings, anyKnown } = await findOrphans(context);
  if (anyKnown || findings.length === 0) return findings;
  const untouchable = findings.map(({ id, code, what, fix }) => ({ id, code, what, fix }));
  const wrong = {
    id: 'the database',
    code: 'wrong_database',
    what: 'knows nothing of what lies in storage: is it the right database?',
    fix: 'look at DATABASE_URL, UPLOADS_DIR and the S3 settings; nothing is deleted',
  };
  return [wrong, ...untouchable];
}

/** Answers what was done, or why nothing could be; null when nobody asked for it. */
async function mend(
  finding: Finding,
  { repair, deleteOrphans }: FsckOptions,
  summary: FsckSummary,
): Promise<string | null> {
  try {
    if (repair && finding.repair) {
      const done = await finding.repair();
      summary.repaired++;
      return done;
    }
    if (deleteOrphans && finding.deleteOrphan) {
      if (!(await finding.deleteOrphan())) return 'left alone: somebody has come to know it';
      summary.deleted++;
      return 'deleted';
    }
    return null;
  } catch (error) {
    return `not repaired: ${(error as Error).message}`;
  }
}

/** Page by page: new rows that come meanwhile may or may not be among them. */
async function* idsOf(database: DataSource, table: 'videos' | 'snapshots' | 'takes'): AsyncGenerator<string> {
  for (let after: string | null = null; ;) {
    const rows: { id: string }[] = await database.query(
      `SELECT id FROM ${table} WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT 500`,
      [after],
    );
    if (rows.length === 0) return;
    yield* rows.map(({ id }) => id);
    after = rows.at(-1)!.id;
  }
}
