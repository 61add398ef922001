import { ClaimLost } from '@sluice/service';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadEncoding, type Claim, type Publication } from '@sluice/database';
import {
  joinChunks,
  multivariantPlaylistName,
  PartsDontFit,
  posterFileName,
  publishedPlaylists,
  SluiceError,
  thumbnailFileName,
  totalDurationSec,
  videoWorkFolder,
  type AttemptPlan,
  type ChunkProgress,
  type RenditionMedia,
} from '@sluice/vod';
import { keyOf, putText } from '../publish/put-files.js';
import { listStored, removeLeftovers, type StoredFiles } from '../publish/stored-files.js';
import { probeFilm } from '../source/probe-film.js';
import { publishStoryboard } from '../storyboard/publish-storyboard.js';
import { blameFullDisk } from '../verify/blame-full-disk.js';
import { verifyWhole } from '../verify/verify-whole.js';
import { fitSound } from './fit-sound.js';
import { outcomeWarnings } from './outcome-warnings.js';
import { publishStills } from './plan-video.js';
import type { ProcessContext } from './process-context.js';

/** The second half of an attempt, when its last chunk is done: verify ▸ storyboard ▸ playlists ▸ publish. */
export async function finishVideo(claim: Claim, context: ProcessContext): Promise<Publication> {
  const { storage, transitions, log } = context;
  const workDir = join(context.workRoot, videoWorkFolder(claim, 'finish'));
  await mkdir(workDir, { recursive: true });
  try {
    context.report('verifying', 0);
    const encoding = await loadEncoding(context.database, claim.videoId, claim.attempt);
    if (!encoding) throw new ClaimLost('another attempt has taken over');
    const { plan, chunks } = encoding;
    const renditions = await fitSound(claim, plan, joinAll(plan, chunks), { ...context, workDir });
    const stored = await listStored(claim, storage);
    verifyWhole(plan, renditions, stored);

    context.report('publishing', 0);
    await ensureStills(claim, plan, stored, { ...context, workDir: join(workDir, 'stills') });
    const storyboard = await publishStoryboard(claim, plan, chunks, renditions, context);
    const playlists = publishedPlaylists(renditions, plan.targetDurationSec);
    for (const [name, text] of playlists) await putText(name, text, { ...context, ...claim });
    const publication: Publication = {
      hlsKey: keyOf(multivariantPlaylistName, claim),
      posterKey: keyOf(posterFileName, claim),
      thumbnailKey: keyOf(thumbnailFileName, claim),
      storyboard,
      durationSec: totalDurationSec(renditions[0]?.segments ?? []),
      warnings: outcomeWarnings(plan, chunks, renditions),
      renditions,
    };
    if (!(await transitions.publish(claim, publication)))
      throw new ClaimLost('another attempt has taken over');
    await removeLeftovers(claim, renditions, stored, storage).catch((error: unknown) =>
      log.warn({ err: error }, 'leftovers of the encoding stay in storage'),
    );
    return publication;
  } catch (error) {
    throw await blameFullDisk(error, context.workRoot);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

function joinAll(plan: AttemptPlan, chunks: readonly ChunkProgress[]): RenditionMedia[] {
  try {
    return joinChunks(plan, chunks);
  } catch (error) {
    if (error instanceof PartsDontFit)
      throw new SluiceError('output_invalid', `Two chunks do not fit together: ${error.message}.`);
    throw error;
  }
}

/** Whoever planned the video may not have come to it. */
async function ensureStills(
  claim: Claim,
  plan: AttemptPlan,
  stored: StoredFiles,
  context: ProcessContext & { workDir: string },
): Promise<void> {
  if (stored.has(posterFileName) && stored.has(thumbnailFileName)) return;
  const source = await context.sources.hold(claim.source, context.signal);
  try {
    const media = await probeFilm(context.settings.FFPROBE_PATH, claim.source, source.path, context.signal);
    await publishStills(claim, media, plan.expectedDurationSec, source.path, context);
  } finally {
    source.release();
  }
}
