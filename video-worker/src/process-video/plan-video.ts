import { ClaimLost } from '@sluice/service';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Video, type Claim } from '@sluice/database';
import {
  planAttempt,
  planChunks,
  planEncoding,
  posterFileName,
  thumbnailFileName,
  toNumber,
  videoWorkFolder,
  type AttemptPlan,
  type SourceMedia,
} from '@sluice/vod';
import { keyOf, putFiles } from '../publish/put-files.js';
import { gatherEvidence } from '../source/gather-evidence.js';
import { probeFilm } from '../source/probe-film.js';
import { makeStills } from '../stills/make-stills.js';
import type { ProcessContext } from './process-context.js';

/** Looking for a poster opens the file five times over; the first segments, which somebody waits for, go before it. */
const stillsAfterMs = 800;

/**
 * The first half of an attempt: probe ▸ plan ▸ fan out. From then on its chunks are anybody's work; the poster is made
 * while they begin.
 */
export async function planVideo(claim: Claim, context: ProcessContext): Promise<AttemptPlan> {
  const { settings, transitions, sources, signal, log } = context;
  const source = await sources.hold(claim.source, signal);
  try {
    const media = await probeFilm(settings.FFPROBE_PATH, claim.source, source.path, signal);
    const plan = await decide(media, source.path, context);
    const chunks = planChunks(plan);
    const fps = plan.picture ? toNumber(plan.picture.frameRate) : null;
    const isOurs =
      (await transitions.describeSource(claim, media, fps)) &&
      (await transitions.fanOut(claim, plan, chunks));
    if (!isOurs) throw new ClaimLost('the video was deleted, or another attempt has taken over');
    log.info(
      {
        media,
        renditions: plan.picture?.renditions.map(({ name }) => name) ?? [],
        passThrough: plan.passThrough?.name ?? null,
        audio: plan.audio?.track ?? null,
        chunks: chunks.length,
        warnings: plan.warnings,
      },
      'planned',
    );
    context.onFannedOut();
    await pause(stillsAfterMs, undefined, { signal }).catch(() => undefined);
    try {
      // of a short film, somebody may be finishing it by now: they make them with the rest
      const mayPublish = (): Promise<boolean> => isBeingEncoded(claim, context);
      const workDir = join(context.workRoot, videoWorkFolder(claim, 'stills'));
      const stills = { ...context, workDir, mayPublish };
      if (await mayPublish())
        await publishStills(claim, media, plan.expectedDurationSec, source.path, stills);
    } catch (error) {
      // whoever finishes the video makes them then
      if (!signal.aborted) log.warn({ err: error }, 'no poster yet');
    }
    return plan;
  } finally {
    source.release();
  }
}

const isBeingEncoded = ({ videoId: id, attempt }: Claim, { database }: ProcessContext): Promise<boolean> =>
  database.getRepository(Video).existsBy({ id, attempt, stage: 'encoding' });

async function decide(
  media: SourceMedia,
  path: string,
  { settings, signal }: ProcessContext,
): Promise<AttemptPlan> {
  const policy = {
    ladder: settings.LADDER,
    segmentSec: settings.SEGMENT_SECONDS,
    preset: settings.ENCODER_PRESET,
  };
  const plan = planEncoding(media, policy);
  const evidence = await gatherEvidence(media, plan, {
    ffprobePath: settings.FFPROBE_PATH,
    path,
    segmentSec: plan.picture?.segmentSec ?? policy.segmentSec,
    signal,
  });
  return planAttempt(plan, evidence, policy);
}

/**
 * Makes poster and thumbnail in a folder that goes with it, and shows them, unless `mayPublish` says no once they are made.
 * Planner and finisher may both be at it: each in a folder of its own.
 */
export async function publishStills(
  claim: Claim,
  media: SourceMedia,
  durationSec: number | null,
  sourcePath: string,
  context: ProcessContext & { workDir: string; mayPublish?: () => Promise<boolean> },
): Promise<void> {
  const { videoId, attempt } = claim;
  const { workDir } = context;
  await mkdir(workDir, { recursive: true });
  try {
    await makeStills(media, durationSec ?? 0, { ...context, sourcePath });
    if (context.mayPublish && !(await context.mayPublish())) return;
    const files = [posterFileName, thumbnailFileName].map((name) => ({ path: name, name }));
    await putFiles(files, workDir, { ...context, videoId, attempt });
    await context.transitions.setStills(claim, keyOf(posterFileName, claim), keyOf(thumbnailFileName, claim));
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}
