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

export interface FsckOptions extends FsckContext {
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
  const summary = { videos: 0, snapshots: 0, takes: 0, findings: 0, repaired: 0, deleted: 0 };
  const settle = async (findings: readonly Finding[]): Promise<void> => {
    for (const finding of findings) {
      const done = await mend(finding, options, summary);
      summary.findings++;
      options.onFinding(finding, done);
    }
  };
  await settle(await lookTwice(() => checkRows(options)));
  for await (const id of idsOf(options.database, 'videos')) {
    await settle(await lookTwice(() => checkVideo(id, options)));
    summary.videos++;
  }
  for await (const id of idsOf(options.database, 'snapshots')) {
    await settle(await lookTwice(() => checkSnapshot(id, options)));
    summary.snapshots++;
  }
  for await (const id of idsOf(options.database, 'takes')) {
    await settle(await lookTwice(() => checkTake(id, options)));
    summary.takes++;
  }
  await settle(await checkOrphans(options));
  return summary;
}

async function checkVideo(id: string, context: FsckContext): Promise<Finding[]> {
  const load = (): Promise<Video | null> => context.database.getRepository(Video).findOneBy({ id });
  const findings: Finding[] = [];
  for (const check of [checkSource, checkClip, checkPublished]) {
    const video = await load();
    if (video) findings.push(...(await check(video, context)));
  }
  return findings;
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
