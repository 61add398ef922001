export interface BenchRow {
  what: string;
  unit: string;
  /** Medians. */
  ours: number;
  reference: number | null;
  /** Median of the ratios round by round: both sides meet the same noise. */
  ratio: number | null;
  runs: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function formatTable(rows: readonly BenchRow[]): string {
  const head = '| what | ours | reference | ratio | runs |\n|---|---|---|---|---|\n';
  const lines = rows.map(({ what, unit, ours, reference, ratio, runs }) => {
    const referenceText = reference === null ? '–' : `${reference.toFixed(2)} ${unit}`;
    return `| ${what} | ${ours.toFixed(2)} ${unit} | ${referenceText} | ${ratio?.toFixed(3) ?? '–'} | ${runs} |`;
  });
  return `${head}${lines.join('\n')}\n`;
}
