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

/**
 * The constant rate a video is encoded at: its average rate, because r_frame_rate lies (57600/1, 1000/1),
 * kept within 1..60. A rate above 60 is divided by whole numbers, so that every n-th frame is kept: 240 → 60, 100 → 50.
 */
export function outputFrameRate(average: Rational | null): Rational {
  if (!average || average.num <= 0 || average.den <= 0) return fallback;
  let rate = toNumber(average);
  if (rate < minFrameRate) return { num: minFrameRate, den: 1 };
  const divisor = Math.ceil(rate / (maxFrameRate * 1.001));
  rate /= divisor;
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
