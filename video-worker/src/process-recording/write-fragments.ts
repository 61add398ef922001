import { open, type FileHandle } from 'node:fs/promises';
import type { LoadedTake } from '@sluice/database';
import {
  FilmClock,
  moveFragment,
  Mp4Error,
  readFragmentTimes,
  readTakeInit,
  SluiceError,
  splitFragments,
  type RecordingGap,
  type TakeInit,
} from '@sluice/vod';
import { fetchChunks, type FetchedChunk } from './fetch-chunks.js';
import type { AssemblyContext } from './recording-context.js';

/** A chunk whose own times and its row's lie further apart was put in the wrong place by somebody. */
const misplacedSec = 1;

/**
 * Writes mp4 takes whose encoders agree into one fragmented file on the recording's clock: one init segment, and every
 * fragment at its time. Answers where chunks are nothing that can be shown.
 */
export async function writeFragments(
  path: string,
  takes: readonly LoadedTake[],
  context: AssemblyContext & { onChunk: () => void },
): Promise<RecordingGap[]> {
  const file = await open(path, 'wx', 0o640);
  try {
    const writer = new FragmentWriter(file, context);
    for (const take of takes) await writer.write(take);
    return writer.gaps;
  } catch (error) {
    if (error instanceof Mp4Error || error instanceof RangeError)
      throw new SluiceError('assembly_failed', `A chunk of the recording is no MP4: ${error.message}.`, {
        cause: error,
      });
    throw error;
  } finally {
    await file.close();
  }
}

class FragmentWriter {
  private readonly clock = new FilmClock();
  private writtenBytes = 0;
  readonly gaps: RecordingGap[] = [];

  constructor(
    private readonly file: FileHandle,
    private readonly context: AssemblyContext & { onChunk: () => void },
  ) {}

  async write(take: LoadedTake): Promise<void> {
    let init: TakeInit | null = null;
    let leftOut = 0;
    for await (const fetched of fetchChunks(take.chunks, this.context)) {
      if (init) leftOut += await this.addOrLeaveOut(take, fetched, init);
      else {
        init = readTakeInit(fetched.data);
        this.clock.beginTake(take.startMs / 1000, init.tracks);
        if (this.writtenBytes === 0) await this.append([fetched.data]);
      }
      this.context.onChunk();
    }
    const { movedSec } = this.clock;
    if (movedSec > 0.001 || leftOut > 0)
      this.context.log.warn({ takeId: take.id, movedSec, leftOut }, 'a take did not fit into its place');
  }

  /** One chunk that somebody made wrong must not cost them, or the others, the rest. */
  private async addOrLeaveOut(take: LoadedTake, fetched: FetchedChunk, init: TakeInit): Promise<number> {
    try {
      return await this.add(fetched, init);
    } catch (error) {
      if (!(error instanceof Mp4Error || error instanceof RangeError)) throw error;
      const { seq, startMs, endMs } = fetched.chunk;
      this.context.log.warn({ err: error, takeId: take.id, seq }, 'a chunk is no MP4: left out');
      const [fromSec, toSec] = [take.startMs + startMs, take.startMs + endMs].map(
        (ms) => Math.max(0, ms) / 1000,
      );
      this.gaps.push({ fromSec: fromSec!, toSec: toSec!, reason: 'missing_chunks' });
      return 1;
    }
  }

  /** Answers how many fragments have no place in the film. */
  private async add({ chunk, data }: FetchedChunk, { tracks }: TakeInit): Promise<number> {
    const fragments = splitFragments(data);
    let leftOut = 0;
    for (const [at, { moof, media }] of fragments.entries()) {
      const times = readFragmentTimes(moof, tracks);
      const startsSec = times.map(
        ({ trackId, startTicks }) =>
          startTicks / tracks.find((track) => track.trackId === trackId)!.timescale,
      );
      const offSec = Math.min(...startsSec) - chunk.startMs / 1000;
      if (at === 0 && Math.abs(offSec) > misplacedSec)
        this.context.log.warn({ seq: chunk.seq, offSec }, 'the times of a chunk are not those of its row');
      const shifts = this.clock.place(times);
      if (shifts) await this.append([moveFragment(moof, shifts, this.writtenBytes), media]);
      else leftOut += 1;
    }
    return leftOut;
  }

  private async append(pieces: Buffer[]): Promise<void> {
    for (const piece of pieces) {
      await this.file.writeFile(piece);
      this.writtenBytes += piece.length;
    }
  }
}
