import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Claim, Publication, VideoTransitions } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import {
  attemptPrefix,
  audioRenditionName,
  multivariantPlaylistName,
  planEncoding,
  posterFileName,
  SluiceError,
  thumbnailFileName,
  toNumber,
  totalDurationSec,
  type EncodingPlan,
} from '@sluice/vod';
import type { Logger } from 'pino';
import { encodeAudio } from '../encode/encode-audio.js';
import { encodePicture, type EncodeContext, type EncodedPicture } from '../encode/encode-picture.js';
import { publishOutput } from '../publish/publish-output.js';
import type { WorkerSettings } from '../settings.js';
import { probeSource } from '../source/probe-source.js';
import { makeStills } from '../stills/make-stills.js';
import { makeStoryboard } from '../storyboard/make-storyboard.js';
import { measureRendition } from '../verify/measure-rendition.js';
import { verifyOutput } from '../verify/verify-output.js';
import { ClaimLost, type AttemptLease } from './attempt-lease.js';
import { encodingTimeoutMs, remainingSec } from './encoding-time.js';
import { outcomeWarnings } from './outcome-warnings.js';

export interface ProcessContext {
  settings: WorkerSettings;
  transitions: VideoTransitions;
  storage: ObjectStorage;
  lease: AttemptLease;
  log: Logger;
}

/** One attempt at a video: probe ▸ plan ▸ encode ▸ verify ▸ publish. Leaves nothing behind but what it published. */
export async function processVideo(claim: Claim, context: ProcessContext): Promise<Publication> {
  const { settings, transitions, storage, lease, log } = context;
  const { signal } = lease;
  const workDir = join(settings.UPLOADS_DIR, 'work', `${claim.videoId}-a${claim.attempt}`);
  await removeEarlierWork(claim, settings.UPLOADS_DIR);
  await mkdir(workDir, { recursive: true });
  try {
    lease.report('probing', 0);
    const sourcePath = await locateSource(settings.UPLOADS_DIR, claim.sourcePath);
    const media = await probeSource(settings.FFPROBE_PATH, sourcePath, signal);
    const plan = planEncoding(media, { ladder: settings.LADDER, segmentSec: settings.SEGMENT_SECONDS });
    log.info(
      {
        media,
        renditions: plan.picture?.renditions.map(({ name }) => name),
        audio: plan.audio?.track ?? null,
      },
      'planned',
    );
    const fps = plan.picture ? toNumber(plan.picture.frameRate) : null;
    if (!(await transitions.describeSource(claim, media, fps))) throw new ClaimLost('the video was deleted');

    lease.report('encoding', 0);
    const encodeContext = {
      sourcePath,
      workDir,
      preset: settings.ENCODER_PRESET,
      signal,
      log,
      ...timing(plan, lease),
    };
    const picture = plan.picture ? await encodePicture(plan.picture, plan.audio, encodeContext) : null;
    const audioWarning = await encodeSound(
      plan,
      picture,
      media.container,
      settings.SEGMENT_SECONDS,
      encodeContext,
    );
    const durationSec = picture?.durationSec ?? plan.expectedDurationSec ?? 0;
    await makeStills(media, durationSec, { sourcePath, workDir, signal, log });

    lease.report('verifying', 0);
    const renditions = await measureAll(plan, audioWarning === null, workDir, settings.SEGMENT_SECONDS);
    await verifyOutput(plan, picture, renditions, { workDir, signal, log });
    const storyboard =
      plan.picture && (await makeStoryboard(plan.picture, renditions, { workDir, signal, log }));

    lease.report('publishing', 0);
    const { videoId, attempt } = claim;
    const onProgress = (fraction: number): void => lease.report('publishing', fraction);
    await publishOutput(renditions, storyboard, { storage, videoId, attempt, workDir, signal, onProgress });
    const prefix = attemptPrefix(videoId, attempt);
    const publication: Publication = {
      hlsKey: prefix + multivariantPlaylistName,
      posterKey: prefix + posterFileName,
      thumbnailKey: prefix + thumbnailFileName,
      storyboard,
      durationSec: totalDurationSec(renditions[0]?.segments ?? []),
      warnings: outcomeWarnings(plan, picture, audioWarning),
      renditions,
    };
    if (!(await transitions.publish(claim, publication)))
      throw new ClaimLost('another attempt has taken over');
    return publication;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** Sound as long as the picture, beside it; alone, as long as it is. */
async function encodeSound(
  plan: EncodingPlan,
  picture: EncodedPicture | null,
  container: string,
  segmentSec: number,
  context: EncodeContext,
) {
  if (!plan.audio) return null;
  const quiet = { ...context, onProgress: plan.picture ? () => undefined : context.onProgress };
  const options = {
    segmentSec: plan.picture?.segmentSec ?? segmentSec,
    lengthSec: picture?.durationSec ?? null,
    pictureIndex: plan.picture?.source.streamIndex ?? null,
    mayChangeChannels: /^mpeg(ts)?$/.test(container),
  };
  return encodeAudio(plan.audio, options, quiet);
}

async function measureAll(plan: EncodingPlan, withAudio: boolean, workDir: string, segmentSec: number) {
  const names = plan.picture?.renditions.map(({ name }) => name) ?? [];
  if (plan.audio && withAudio) names.push(audioRenditionName);
  const measured = await Promise.all(names.map((name) => measureRendition(workDir, name, segmentSec)));
  return measured.map((rendition) =>
    rendition.kind === 'audio' ? { ...rendition, language: plan.audio?.language ?? null } : rendition,
  );
}

async function locateSource(uploadsDir: string, sourcePath: string): Promise<string> {
  const path = join(uploadsDir, sourcePath);
  await stat(path).catch((cause: unknown) => {
    throw new SluiceError('source_missing', 'The worker cannot find the uploaded file.', { cause });
  });
  return path;
}

/** How far encoding is, by the pictures written: the sound that is read beside them runs ahead. */
function timing(plan: EncodingPlan, lease: AttemptLease): Pick<EncodeContext, 'timeoutMs' | 'onProgress'> {
  const totalSec = plan.expectedDurationSec;
  const fps = plan.picture ? toNumber(plan.picture.frameRate) : null;
  const startedAt = performance.now();
  return {
    timeoutMs: encodingTimeoutMs(totalSec),
    onProgress: ({ frames, outTimeSec }) => {
      const doneSec = fps === null ? outTimeSec : frames / fps;
      const speed = doneSec / ((performance.now() - startedAt) / 1000);
      const etaSec = remainingSec(totalSec, doneSec, speed);
      lease.report('encoding', totalSec ? doneSec / totalSec : 0, { speed, etaSec });
    },
  };
}

/** A killed worker could not tidy up; nobody writes for an earlier attempt any more. */
async function removeEarlierWork(claim: Claim, uploadsDir: string): Promise<void> {
  for (let attempt = 1; attempt < claim.attempt; attempt++)
    await rm(join(uploadsDir, 'work', `${claim.videoId}-a${attempt}`), { recursive: true, force: true });
}
