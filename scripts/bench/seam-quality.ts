import { makeRow, median, type BenchRow } from './table.js';

/** Pictures before and behind a seam that are looked at. */
const aroundSeam = [-2, -1, 0, 1];
/** A film's scenes differ by more than any seam could: this much to either side tells what is normal there. */
const neighboursSec = 2;
const lossMaxDb = 3;

interface Psnrs {
  /** dB, of every picture. */
  inChunks: readonly number[];
  inOnePiece: readonly number[];
}

/** How much worse the pictures around the seams are than others, next to how much worse they are without seams. */
export function judgeSeams(psnrs: Psnrs, seams: readonly number[], fps: number): BenchRow[] {
  const places = seams.flatMap((seam) => aroundSeam.map((by) => seam + by));
  const reach = Math.round(neighboursSec * fps);
  return [
    compare('the median of all pictures', psnrs, places, (all) => median(all)),
    compare(`the median of the ${2 * neighboursSec} s around it`, psnrs, places, (all, at) =>
      median(all.slice(Math.max(0, at - reach), at + reach)),
    ),
  ];
}

function compare(
  against: string,
  { inChunks, inOnePiece }: Psnrs,
  places: readonly number[],
  normalAt: (all: readonly number[], at: number) => number,
): BenchRow {
  const lowest = (all: readonly number[]): number =>
    Math.min(...places.filter((at) => at < all.length).map((at) => all[at]! - normalAt(all, at)));
  return makeRow({
    what: `PSNR of the pictures around the seams, the lowest against ${against}; one piece at the same places`,
    unit: 'dB',
    ours: [lowest(inChunks)],
    reference: [lowest(inOnePiece)],
    compare: 'difference',
    target: { of: 'ours', atLeast: -lossMaxDb },
  });
}
