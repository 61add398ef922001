/** A part of a film that holds from where it begins until the next one of its kind does. */
export interface Slot<Part> {
  part: Part;
  startSec: number;
  endSec: number;
}

/** Covers a film from 0 to its end without a gap: the first part is held from 0, each up to where the next begins. */
export function tileParts<Part>(
  parts: readonly Part[],
  beginsSec: (part: Part) => number,
  lengthSec: number,
): Slot<Part>[] {
  const ordered = [...parts].toSorted((one, other) => beginsSec(one) - beginsSec(other));
  const starts = ordered.map((part, at) => (at === 0 ? 0 : Math.min(beginsSec(part), lengthSec)));
  return ordered
    .map((part, at) => ({ part, startSec: starts[at]!, endSec: starts[at + 1] ?? lengthSec }))
    .filter(({ startSec, endSec }) => endSec - startSec > 0.001);
}
