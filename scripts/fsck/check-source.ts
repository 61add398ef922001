import { createHash } from 'node:crypto';
import { scheduleSweep, type Video } from '@sluice/database';
import type { Finding, FsckContext } from './finding.js';

/** A video's source: there, as large as it came, and with the hash that it came with; or gone on purpose. */
export async function checkSource(video: Video, context: FsckContext): Promise<Finding[]> {
  // a clip that isn't cut has none yet
  if (video.sourcePath === '') return [];
  if (video.sourceRemovedAt) return checkRemoved(video, context);
  const problem = await context.reading.orElse(
    () => findProblem(video, context),
    (why) => ({ code: 'unreadable', what: `its source cannot be read (${why})` }),
  );
  if (!problem) return [];
  const fix = `restore ${video.sourcePath} from the backup${video.status === 'failed' ? ', then retry' : ''}`;
  return [{ id: video.id, ...problem, fix }];
}

async function findProblem(
  video: Video,
  { sources, quick }: FsckContext,
): Promise<{ code: string; what: string } | null> {
  const stored = await sources.stat(video.sourcePath);
  if (!stored) return { code: 'source_missing', what: 'its source is missing' };
  if (stored.sizeBytes !== video.sourceSizeBytes)
    return {
      code: 'source_damaged',
      what: `its source has ${stored.sizeBytes} bytes instead of ${video.sourceSizeBytes}`,
    };
  if (quick || video.sourceSha256 === null) return null;
  const stream = await sources.read(video.sourcePath);
  if (!stream) return { code: 'source_missing', what: 'its source is missing' };
  const hash = createHash('sha256');
  for await (const piece of stream) hash.update(piece as Buffer);
  return hash.digest('hex') === video.sourceSha256
    ? null
    : { code: 'source_damaged', what: 'its source is not what was uploaded (SHA-256)' };
}

/** Between the row and the sweep there is a moment; without a sweep it would stay for ever. */
async function checkRemoved(video: Video, { sources, database }: FsckContext): Promise<Finding[]> {
  const { id, sourcePath } = video;
  if (!(await sources.stat(sourcePath))) return [];
  const sweeps: unknown[] = await database.query('SELECT 1 FROM storage_sweeps WHERE source_path = $1', [
    sourcePath,
  ]);
  if (sweeps.length > 0) return [];
  const repair = async (): Promise<string> => {
    await scheduleSweep(database.manager, `${sourcePath}/`, 0, { sourcePath, rounds: 1 });
    return 'its deletion is scheduled';
  };
  const what = 'its original was given up (ORIGINAL_KEEP_HOURS), but is still there';
  return [{ id, code: 'source_stays', what, fix: '--repair deletes it', repair }];
}
