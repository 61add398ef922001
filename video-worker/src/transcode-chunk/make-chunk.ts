import { ClaimLost } from '@sluice/service';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChunkClaim, ChunkTransitions } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import { chunkWorkFolder, SluiceError, type ChunkOutput } from '@sluice/vod';
import type { Logger } from 'pino';
import type { Capacity } from '../capacity/choose-capacity.js';
import type { SourceCache } from '../source/source-cache.js';
import { encodeChunk, type EncodedChunk } from './encode-chunk.js';
import { leaveOut } from './leave-out.js';
import { SegmentPublisher } from './segment-publisher.js';
import { renditionNames } from './rendition-names.js';
import { blameFullDisk } from '../verify/blame-full-disk.js';
import { countFinished, countListed } from '../verify/count-segments.js';
import { followSegments } from './follow-segments.js';

export interface ChunkContext {
  chunks: ChunkTransitions;
  storage: ObjectStorage;
  sources: SourceCache;
  capacity: Capacity;
  workRoot: string;
  signal: AbortSignal;
  log: Logger;
  onProgress: (fraction: number) => void;
}

/**
 * Makes one chunk: hold the source ▸ encode ▸ verify ▸ store. What is cut to a planned length is published when all of
 * it is there; the rest segment by segment, because nobody knows how long it goes on.
 */
export async function makeChunk(claim: ChunkClaim, context: ChunkContext): Promise<ChunkOutput> {
  const workDir = join(context.workRoot, chunkWorkFolder(claim));
  await removeEarlierWork(claim, context.workRoot);
  const names = renditionNames(claim);
  const source = await context.sources.hold(claim.source, context.signal);
  try {
    for (const name of names) await mkdir(join(workDir, name), { recursive: true });
    const publisher = new SegmentPublisher(claim, names, { ...context, workDir });
    const encoded = await encodeAndPublish(claim, source.path, publisher, { ...context, workDir });
    const count = await countListed(workDir, names[0]!, claim.firstSegment);
    await publisher.publishUpTo(count);
    if (claim.kind === 'audio') await publisher.decodeSound(count);
    refuseMissingPictures(claim, encoded, publisher.output, names);
    return { ...publisher.output, decoderComplaints: encoded.decoderComplaints };
  } catch (error) {
    return leaveOut(claim, await blameFullDisk(error, context.workRoot));
  } finally {
    source.release();
    await rm(workDir, { recursive: true, force: true });
  }
}

/** A killed worker could not tidy up; nobody writes for an earlier claim any more. */
async function removeEarlierWork(claim: ChunkClaim, workRoot: string): Promise<void> {
  for (let earlier = 1; earlier < claim.claim; earlier++)
    await rm(join(workRoot, chunkWorkFolder({ ...claim, claim: earlier })), { recursive: true, force: true });
}

async function encodeAndPublish(
  claim: ChunkClaim,
  sourcePath: string,
  publisher: SegmentPublisher,
  context: ChunkContext & { workDir: string },
): Promise<EncodedChunk> {
  if (claim.frameCount !== null) return encodeChunk(claim, sourcePath, context);
  const names = renditionNames(claim);
  const { workDir, signal, chunks } = context;
  return followSegments((runSignal) => encodeChunk(claim, sourcePath, { ...context, signal: runSignal }), {
    signal,
    finished: async () =>
      publisher.published + (await countFinished(workDir, names, claim.firstSegment + publisher.published)),
    publish: async (count) => {
      await publisher.publishUpTo(count);
      if (!(await chunks.record(claim, publisher.output)))
        throw new ClaimLost('somebody else has taken over, or the video is gone');
    },
  });
}

/** On a full disk ffmpeg ends well with pictures missing; and a plan that was wrong must not pass for a film. */
function refuseMissingPictures(
  claim: ChunkClaim,
  encoded: EncodedChunk,
  output: ChunkOutput,
  names: readonly string[],
): void {
  if (claim.kind !== 'picture') return;
  for (const name of names) {
    const found = output.renditions[name]?.sampleCount ?? 0;
    const wanted = claim.frameCount ?? encoded.frames;
    if (found !== wanted)
      throw new SluiceError('output_invalid', `${name} holds ${found} of ${wanted} pictures.`);
  }
}
