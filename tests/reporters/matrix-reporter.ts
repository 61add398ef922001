import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

interface Row {
  group: string;
  what: string;
  pass: string;
  figure: string;
  result: 'passed' | 'failed' | 'not run';
  seconds: number;
}

/**
 * Prints the rows of the trust matrix as a table, or as JSON with TRUST_JSON=1 ("-" is stdout, else a file). A row that was
 * asked for and could not be run is no row that passes: the run ends badly.
 */
export default class MatrixReporter implements Reporter {
  private vitest?: Vitest;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules.flatMap((module) => this.rowsOf(module));
    if (rows.some(({ result }) => result === 'not run')) process.exitCode = 1;
    const json = process.env['TRUST_JSON'];
    if (json === '-') process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    else if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
    if (json !== '-') process.stdout.write(table(rows));
  }

  private rowsOf(module: TestModule): Row[] {
    const tests = [...module.children.allTests()].filter((test) => this.wasAskedFor(test));
    const [broken] = module.errors();
    const group = groupOf(module);
    // a file that doesn't load names no rows
    if (broken && tests.length === 0)
      return [
        {
          group,
          what: 'all of it',
          pass: '',
          figure: firstLine(broken.message),
          result: 'failed',
          seconds: 0,
        },
      ];
    return tests.flatMap(toRow);
  }

  /** By -t, which matches the names as vitest joins them. */
  private wasAskedFor({ fullName }: TestCase): boolean {
    const pattern = this.vitest?.getGlobalTestNamePattern();
    return !pattern || pattern.test(fullName.replaceAll(' > ', ' '));
  }
}

function toRow(test: TestCase): Row[] {
  const { trust } = test.meta();
  const { state } = test.result();
  if (!trust && state !== 'failed') return [];
  const result = state === 'passed' || state === 'failed' ? state : 'not run';
  const { what, pass, figure } = trust ?? { what: test.fullName, pass: '', figure: '' };
  const why = firstLine(test.result().errors?.[0]?.message ?? errorAround(test));
  const seconds = Math.round((test.diagnostic()?.duration ?? 0) / 1000);
  const told = [figure, why].filter(Boolean).join(' — ');
  return [{ group: groupOf(test.module), what, pass, figure: told, result, seconds }];
}

/** Why the platform that it needs did not come up. */
function errorAround({ parent }: TestCase): string {
  for (let suite: TestSuite | TestModule = parent; ; suite = suite.parent) {
    const [error] = suite.errors();
    if (error) return error.message;
    if (suite.type === 'module') return '';
  }
}

const groupOf = ({ moduleId }: TestModule): string => moduleId.split('/').at(-1)!.replace('.spec.ts', '');
const firstLine = (text: string): string => text.split('\n')[0]!;

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ group, what, pass, figure, result, seconds }) =>
      `| ${group} | ${what} | ${pass} | ${figure} | ${result} | ${seconds} s |`,
  );
  const count = (wanted: Row['result']): number => rows.filter(({ result }) => result === wanted).length;
  const notRun = count('not run') > 0 ? `, ${count('not run')} were not run` : '';
  return [
    '',
    '| group | what | pass | figure | result | time |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
    `${count('passed')} of ${rows.length} rows pass${notRun}`,
    '',
  ].join('\n');
}
