import { copyFile, link } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChunkClaim } from '@sluice/database';
import {
  initFileName,
  joinParts,
  PartsDontFit,
  segmentFileName,
  SluiceError,
  type ChunkOutput,
  type RenditionPart,
} from '@sluice/vod';
import type { ObjectStorage } from '@sluice/storage';
import type { Logger } from 'pino';
import { putFiles, type FileToPut } from '../publish/put-files.js';
import { planTiles } from '../storyboard/plan-tiles.js';
import { decodePart } from '../verify/decode-part.js';
import { measurePart, type MeasuredPart, type SegmentRange } from '../verify/measure-part.js';
import { verifyPart } from '../verify/verify-part.js';

export interface PublisherContext {
  storage: ObjectStorage;
  workDir: string;
  signal: AbortSignal;
  log: Logger;
}

/**
 * Brings finished segments from the work folder into storage, each through the gate: measured box by box, held against
 * the plan, decoded. `output` is what the chunk has in storage so far, what earlier claims brought included.
 */
export class SegmentPublisher {
  output: ChunkOutput;
  /** Segments of this chunk that are in storage. */
  published: number;

  constructor(
    private readonly claim: ChunkClaim,
    private readonly names: readonly string[],
    private readonly context: PublisherContext,
  ) {
    this.output = claim.output;
    this.published = claim.output.renditions[names[0] ?? '']?.segments.length ?? 0;
  }

  /** Publishes what isn't yet of the chunk's first `count` segments. Throws SluiceError `output_invalid`. */
  async publishUpTo(count: number): Promise<void> {
    const range = { first: this.claim.firstSegment + this.published, count: count - this.published };
    if (range.count <= 0) return;
    const isFirst = this.published === 0;
    const files: FileToPut[] = [];
    const renditions = { ...this.output.renditions };
    for (const name of this.names) {
      const part = await measurePart(this.context.workDir, name, range);
      verifyPart(this.claim.plan, this.claim, name, part, isFirst);
      const tiles = await this.decode(name, range, part);
      if (tiles) files.push(tiles);
      files.push(...(await this.nameFiles(name, range, part, isFirst)));
      renditions[name] = this.join(name, part);
    }
    await putFiles(files, this.context.workDir, { ...this.context, ...this.claim });
    this.output = { ...this.output, renditions };
    this.published = count;
  }

  /**
   * Decodes the chunk's sound from its beginning, when all of it is there: starting a decoder for every few seconds of
   * it would keep people waiting. Throws SluiceError `output_invalid`.
   */
  async decodeSound(count: number): Promise<void> {
    const range = { first: this.claim.firstSegment, count };
    for (const name of this.names) {
      const part = await measurePart(this.context.workDir, name, range);
      await decodePart(name, range, part, { gopFrames: 1, beside: [] }, this.context);
    }
  }

  /** Pictures, as they come. A copy needs no decoding: it is the source's own, and every other rendition decodes that. */
  private async decode(name: string, range: SegmentRange, part: MeasuredPart): Promise<FileToPut | null> {
    const { claim, context } = this;
    const { picture } = claim.plan;
    if (claim.kind !== 'picture') return null;
    const isSmallest = picture?.renditions.at(-1)?.name === name;
    const tiles = picture && isSmallest ? planTiles(claim, range, part) : null;
    const options = { gopFrames: picture?.gopFrames ?? 1, beside: tiles ? [tiles.output] : [] };
    await decodePart(name, range, part, options, context);
    if (!tiles) return null;
    const { fileName, tileCount } = tiles;
    this.output = { ...this.output, tiles: [...this.output.tiles, { fileName, tileCount }] };
    return { path: tiles.output.path, name: fileName };
  }

  private async nameFiles(
    name: string,
    { first }: SegmentRange,
    part: MeasuredPart,
    isFirst: boolean,
  ): Promise<FileToPut[]> {
    const { claim } = this.claim;
    const files = part.segments.map((segment, at) => {
      const local = segmentFileName(first + at);
      const stored = segmentFileName(first + at, claim);
      if (stored !== local) segment.fileName = stored;
      return { path: `${name}/${local}`, name: `${name}/${stored}` };
    });
    if (this.claim.kind === 'audio') await this.keepForDecoding(files);
    if (!isFirst || this.claim.firstSegment > 0) return files;
    // ffmpeg and the next measuring still need theirs
    const copy = `${name}/copy-of-${initFileName}`;
    await copyFile(join(this.context.workDir, name, initFileName), join(this.context.workDir, copy));
    return [{ path: copy, name: `${name}/${initFileName}` }, ...files];
  }

  /** The storage takes the files that it is given; these are under other names. */
  private async keepForDecoding(files: FileToPut[]): Promise<void> {
    const { workDir } = this.context;
    for (const file of files) {
      const path = `${file.path}.stored`;
      await link(join(workDir, file.path), join(workDir, path));
      file.path = path;
    }
  }

  private join(name: string, { firstPresentationSec: _start, ...part }: MeasuredPart): RenditionPart {
    try {
      return joinParts(this.output.renditions[name], part);
    } catch (error) {
      if (error instanceof PartsDontFit)
        throw new SluiceError('output_invalid', `${name}: ${error.message}.`);
      throw error;
    }
  }
}
