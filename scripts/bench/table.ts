export interface BenchRow {
  what: string;
  unit: string;
  /** Median over the rounds, as the reference. */
  ours: number;
  reference: number | null;
  /** Median of the ratios or differences round by round: both sides meet the same noise. */
  ratio: number | null;
  difference: number | null;
  target: string | null;
  /** null without a target. */
  met: boolean | null;
  runs: number;
}

/** What a row should reach, in one of its columns. */
export interface Target {
  of: 'ours' | 'ratio' | 'difference';
  atMost?: number;
  atLeast?: number;
}

interface Measured {
  what: string;
  unit: string;
  ours: readonly number[];
  /** As long as `ours`, round by round; empty when there is none. */
  reference?: readonly number[];
  compare?: 'ratio' | 'difference';
  target?: Target;
  /** Where `ours` is one value made of several rounds. */
  runs?: number;
}

export function makeRow(measured: Measured): BenchRow {
  const { what, unit, ours, reference = [], compare = 'ratio', target, runs = ours.length } = measured;
  const pairs = reference.map((theirs, round): [number, number] => [ours[round] ?? NaN, theirs]);
  const isRatio = pairs.length > 0 && compare === 'ratio';
  const isDifference = pairs.length > 0 && compare === 'difference';
  const row = {
    what,
    unit,
    ours: median(ours),
    reference: pairs.length > 0 ? median(reference) : null,
    ratio: isRatio ? median(pairs.map(([mine, theirs]) => mine / theirs)) : null,
    difference: isDifference ? median(pairs.map(([mine, theirs]) => mine - theirs)) : null,
    runs,
  };
  return { ...row, ...(target ? judge(row, target) : { target: null, met: null }) };
}

function judge(row: Pick<BenchRow, Target['of']>, target: Target): Pick<BenchRow, 'target' | 'met'> {
  const { of, atMost = Infinity, atLeast = -Infinity } = target;
  const value = row[of];
  const bound = atMost === atLeast ? `= ${atMost}` : atMost < Infinity ? `≤ ${atMost}` : `≥ ${atLeast}`;
  return {
    target: of === 'ours' ? bound : `${of} ${bound}`,
    met: value === null ? null : value >= atLeast && value <= atMost,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function formatTable(rows: readonly BenchRow[]): string {
  const head =
    '| what | ours | reference | ratio or difference | target | met | runs |\n|---|---|---|---|---|---|---|\n';
  return `${head}${rows.map(formatRow).join('\n')}\n`;
}

export function formatRow(row: BenchRow): string {
  const { what, unit, reference, ratio, difference, target, met, runs } = row;
  const compared = ratio !== null ? `× ${ratio.toFixed(3)}` : difference !== null ? signed(difference) : '–';
  const cells = [
    what,
    `${readable(row.ours)} ${unit}`.trim(),
    reference === null ? '–' : `${readable(reference)} ${unit}`.trim(),
    compared,
    target ?? '–',
    met === null ? '–' : met ? 'yes' : 'no',
    runs,
  ];
  return `| ${cells.join(' | ')} |`;
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'} ${readable(Math.abs(value))}`;

/** 12345, 12.3, 1.23, 0.9712 */
function readable(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4);
}
