import { availableParallelism, totalmem } from 'node:os';

export interface Capacity {
  /** Chunks that are encoded at the same time. */
  slots: number;
  /** Threads of ffmpeg for each of them. */
  threads: number;
  /** Threads for what somebody is waiting to watch: the first chunk of a video. */
  headThreads: number;
}

/** What encoding one chunk takes at most: a 1080p source, four renditions, two threads. */
const bytesPerSlot = 512 * 1024 ** 2;
/** The rest is for the system, the other applications and the file cache. */
const usableShare = 0.6;
/** From here on two threads a chunk cost next to nothing and halve the memory. */
const coresForTwoThreads = 4;

/**
 * How much a worker takes on, from the cores that it may use and the machine's memory; `wanted` (WORKER_CONCURRENCY)
 * is taken as it is. Many chunks with few threads each are quicker than the other way round: nothing waits for anything.
 */
export function chooseCapacity(
  wanted: number | undefined,
  { cores, memoryBytes } = { cores: availableParallelism(), memoryBytes: ownMemory() },
): Capacity {
  const threads = cores >= coresForTwoThreads ? 2 : 1;
  const byMemory = Math.floor((usableShare * memoryBytes) / bytesPerSlot);
  const slots = wanted ?? Math.max(1, Math.min(Math.floor(cores / threads), byMemory));
  return { slots, threads: Math.max(threads, Math.floor(cores / slots)), headThreads: cores };
}

/** The container's limit where there is one: a machine of 64 GB is no use to a worker that may have 4. */
const ownMemory = (): number => Math.min(totalmem(), process.constrainedMemory() || Infinity);
