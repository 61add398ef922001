/** A run of chunk numbers, both ends included. */
export type ChunkRange = readonly [from: number, to: number];

/** The numbers below `count` that are not in `present`, as runs. `present` is in rising order. */
export function missingRanges(present: Iterable<number>, count: number): ChunkRange[] {
  const ranges: ChunkRange[] = [];
  let next = 0;
  for (const seq of present) {
    if (seq >= count) break;
    if (seq > next) ranges.push([next, seq - 1]);
    next = Math.max(next, seq + 1);
  }
  if (next < count) ranges.push([next, count - 1]);
  return ranges;
}
