import { toNumber, type Rational } from './source-media.js';

export const maxFrameRate = 60;
const minFrameRate = 1;
const fallback: Rational = { num: 25, den: 1 };

/** The rates that cameras and standards really use; a measured rate within 0.1 % of one is that one. */
const standardRates: Rational[] = [
  { num: 24000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60000, den: 1001 },
  { num: 60, den: 1 },
];

/** A phone's picture falls behind its nominal rate in poor light, by no more than this. */
const slowestShareOfNominal = 0.85;

/**
 * The constant rate a video is encoded at, within 1..60. `nominal` (r_frame_rate) is what the camera aims at, but it
 * lies for many files (57600/1, 1000/1): it counts only where the measured average confirms it. Rates above 60 are
 * divided by whole numbers, so that every n-th frame is kept: 240 → 60, 100 → 50.
 */
export function outputFrameRate(average: Rational | null, nominal: Rational | null = null): Rational {
  const measured = asRate(average);
  const aimed = asRate(nominal);
  if (measured === null)
    return aimed !== null && aimed <= maxFrameRate ? standardOr(Math.max(minFrameRate, aimed)) : fallback;
  const confirmed = aimed !== null && measured >= slowestShareOfNominal * aimed && measured <= 1.02 * aimed;
  const rate = Math.max(minFrameRate, confirmed ? aimed : measured);
  return standardOr(rate / Math.ceil(rate / (maxFrameRate * 1.001)));
}

const asRate = (rate: Rational | null): number | null =>
  rate && rate.num > 0 && rate.den > 0 ? toNumber(rate) : null;

function standardOr(rate: number): Rational {
  const standard = standardRates
    .filter((candidate) => Math.abs(toNumber(candidate) / rate - 1) < 0.001)
    .toSorted((a, b) => Math.abs(toNumber(a) - rate) - Math.abs(toNumber(b) - rate))[0];
  return standard ?? reduce({ num: Math.round(rate * 1000), den: 1000 });
}

function reduce({ num, den }: Rational): Rational {
  let [a, b] = [num, den];
  while (b !== 0) [a, b] = [b, a % b];
  return { num: num / a, den: den / a };
}
