import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { RowTask } from '../trust/trust-row.js';

interface Row {
  group: string;
  what: string;
  pass: string;
  figure: string;
  result: string;
  seconds: number;
}

/** Prints the rows of the trust matrix as a table, or as JSON with TRUST_JSON=1 ("-" is stdout, else a file). */
export default class MatrixReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules.flatMap((module) => [...module.children.allTests()].flatMap(toRow));
    const json = process.env['TRUST_JSON'];
    if (json === '-') process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    else if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
    if (json !== '-') process.stdout.write(table(rows));
  }
}

function toRow(test: TestCase): Row[] {
  const { trust } = test.meta() as RowTask;
  const result = test.result().state;
  if (!trust && result !== 'failed') return [];
  const group = test.module.moduleId.split('/').at(-1)!.replace('.spec.ts', '');
  const { what, pass, figure } = trust ?? { what: test.fullName, pass: '', figure: '' };
  const why = test.result().errors?.[0]?.message.split('\n')[0] ?? '';
  const seconds = Math.round((test.diagnostic()?.duration ?? 0) / 1000);
  return [{ group, what, pass, figure: [figure, why].filter(Boolean).join(' — '), result, seconds }];
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ group, what, pass, figure, result, seconds }) =>
      `| ${group} | ${what} | ${pass} | ${figure} | ${result} | ${seconds} s |`,
  );
  const failed = rows.filter(({ result }) => result === 'failed').length;
  return [
    '',
    '| group | what | pass | figure | result | time |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
    `${rows.length - failed} of ${rows.length} rows pass`,
    '',
  ].join('\n');
}
