import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CutClaim } from '@sluice/database';
import { readRing, type HeldSegments } from '@sluice/storage';
import { cameraFolder, coverRange, openFolder, type TimeRange } from '@sluice/vod';

const lookEveryMs = 250;
/** A recorder that was killed in a container is waited for until its lock has run out. */
const patienceMs = 20_000;

/**
 * A recorder that was killed takes in its last seconds when it is back, which may be after the clip was stopped, and
 * after others have begun to cut. What it still has to take in is waited for.
 */
export async function holdWhatCameLater(
  { uploadsDir, held }: { uploadsDir: string; held: HeldSegments },
  { clipId, cameraId, startAt, endAt }: Pick<CutClaim, 'clipId' | 'cameraId' | 'startAt' | 'endAt'>,
  signal: AbortSignal,
): Promise<void> {
  if (!cameraId) return;
  const cameraDir = join(uploadsDir, cameraFolder(cameraId));
  const range = { fromMs: startAt.getTime(), toMs: endAt.getTime() };
  for (const startedAt = performance.now(); ; await sleep(lookEveryMs, undefined, { signal })) {
    const ring = await readRing(cameraDir, range);
    await held.hold(clipId, cameraId, coverRange(ring, range).segments);
    const { gaps } = coverRange(await readRing(held.folderOf(clipId), range), range);
    const lacked = gaps.at(-1);
    if (lacked?.toMs !== range.toMs || performance.now() - startedAt > patienceMs) return;
    if (!(await willCome(cameraDir, lacked))) return;
  }
}

/** Whether the end that a clip lacks may lie in what a run has left; not where the ring has come past it. */
async function willCome(cameraDir: string, { fromMs, toMs }: TimeRange): Promise<boolean> {
  const files = await readdir(join(cameraDir, openFolder), { recursive: true }).catch(() => []);
  const left = await Promise.all(
    files.map((file) => stat(join(cameraDir, openFolder, file)).catch(() => null)),
  );
  if (!left.some((stats) => stats?.isFile() && stats.size > 0 && stats.mtimeMs > fromMs)) return false;
  return (await readRing(cameraDir, { fromMs: toMs, toMs: Infinity })).length === 0;
}
