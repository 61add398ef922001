import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cutLeaseSec, type ClipTransitions, type CutClaim } from '@sluice/database';
import { ClaimLost, Lease } from '@sluice/service';
import type { HeldSegments, ObjectStorage, SourceStore } from '@sluice/storage';
import { clipWorkFolder } from '@sluice/vod';
import type { Logger } from 'pino';
import { cutClip } from './cut-clip.js';
import { holdWhatCameLater } from './hold-later.js';
import { cutLimits, cutLimitSec, TimeLimit } from './time-limit.js';

const niceness = 10;

/** What all cuts of a recorder share. */
export interface CutParts {
  uploadsDir: string;
  ffmpegPath: string;
  ffprobePath: string;
  storage: ObjectStorage;
  sources: SourceStore;
  held: HeldSegments;
  transitions: Pick<ClipTransitions, 'renewCut' | 'announceSource' | 'finishCut' | 'dropSource'>;
}

/** One try, in a folder of its own, as long as the claim lasts. Throws ClaimLost, the reason of `stopping`, and what cutClip throws. */
export async function attemptCut(
  claim: CutClaim,
  parts: CutParts,
  stopping: AbortSignal,
  log: Logger,
): Promise<void> {
  const { held, sources, transitions } = parts;
  const startedAt = performance.now();
  const clipSec = (claim.endAt.getTime() - claim.startAt.getTime()) / 1000;
  const limit = new TimeLimit(cutLimitSec(clipSec, 'copy'));
  const lease = new Lease(() => transitions.renewCut(claim), cutLeaseSec, log).start();
  const signal = AbortSignal.any([stopping, lease.signal, limit.signal]);
  const workDir = workFolder(parts, claim, claim.attempt);
  const sourcePath = sources.newPath();
  try {
    await makeWorkDir(parts, claim);
    await holdWhatCameLater(parts, claim, signal);
    const { frames, ...cut } = await cutClip(claim, {
      ...parts,
      heldFolder: held.folderOf(claim.clipId),
      workDir,
      run: { signal, workDir, niceness, limits: cutLimits(clipSec) },
      keepSource: async (filePath) => {
        await transitions.announceSource(sourcePath);
        await sources.keep(sourcePath, filePath, signal);
        return sourcePath;
      },
      onEncode: () => limit.extendTo(cutLimitSec(clipSec, 'encode')),
      log,
    });
    if (!(await transitions.finishCut(claim, cut)))
      throw new ClaimLost('somebody else has taken over, or the clip is gone');
    const tookMs = Math.round(performance.now() - startedAt);
    const { durationSec, gaps } = cut;
    log.info({ frames, durationSec, gaps: gaps.length, tookMs }, 'clip cut');
  } catch (error) {
    // should this fail as well, it goes a day later
    await transitions
      .dropSource(sourcePath)
      .catch((err: unknown) => log.warn({ err, sourcePath }, 'the source of a try could not be dropped yet'));
    // whatever broke because of it, the reason is why the work was ended
    throw signal.aborted ? signal.reason : error;
  } finally {
    lease.stop();
    limit.clear();
    await rm(workDir, { recursive: true, force: true });
  }
}

const workFolder = ({ uploadsDir }: CutParts, { clipId }: CutClaim, attempt: number): string =>
  join(uploadsDir, 'work', clipWorkFolder({ clipId, attempt }));

/**
 * Of this try alone. What earlier ones left goes: a claim is had only when the lease before it has run out, and by then
 * whoever had it has killed its ffmpeg or is dead.
 */
async function makeWorkDir(parts: CutParts, claim: CutClaim): Promise<void> {
  for (let earlier = 1; earlier < claim.attempt; earlier++)
    await rm(workFolder(parts, claim, earlier), { recursive: true, force: true });
  await mkdir(workFolder(parts, claim, claim.attempt), { recursive: true });
}
