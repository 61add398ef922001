import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const project = resolve(import.meta.dirname, '../..');

describe('the table of the trust matrix', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'sluice-matrix-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A run of vitest on rows like these. */
  function run(rows: string, args: string[] = []): { status: number | null; table: string[]; end: string } {
    const rowModule = join(project, 'tests/trust/trust-row.ts');
    writeFileSync(join(folder, 'some.spec.ts'), `import { trustRow } from '${rowModule}';\n${rows}`);
    const test = { globals: true, include: ['*.spec.ts'] };
    writeFileSync(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify({ test })}`);
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        join(project, 'node_modules/vitest/vitest.mjs'),
        'run',
        `--root=${folder}`,
        `--reporter=${join(import.meta.dirname, 'matrix-reporter.ts')}`,
        ...args,
      ],
      { cwd: project, encoding: 'utf8', env: { PATH: process.env['PATH'], TRUST_MATRIX: 'full' } },
    );
    const lines = stdout.trim().split('\n');
    return {
      status,
      table: lines.filter((line) => line.startsWith('| some')).map((line) => line.replace(/ \d+ s \|$/, '')),
      end: lines.at(-1)!,
    };
  }

  const passing = `trustRow('one', 'it holds', async (row) => row.figure('1 of 1'));`;

  it('tells what passes with its figure', () => {
    expect(run(passing)).toEqual({
      status: 0,
      table: ['| some | one | it holds | 1 of 1 | passed |'],
      end: '1 of 1 rows pass',
    });
  });

  it('keeps what is skipped as not run, and ends badly', () => {
    const skipped = `describe.skipIf(true)('no disk', () => trustRow('two', 'it holds', async () => {}));`;
    expect(run(passing + skipped)).toEqual({
      status: 1,
      table: ['| some | one | it holds | 1 of 1 | passed |', '| some | two | it holds |  | not run |'],
      end: '1 of 2 rows pass, 1 were not run',
    });
  });

  it('keeps what never began because its platform did not come up, and says why', () => {
    const failing = `beforeAll(() => { throw new Error('no PostgreSQL'); });`;
    const { status, table, end } = run(`describe('it', () => { ${failing} ${passing} });`);
    expect(status).toBe(1);
    expect(table).toEqual(['| some | one | it holds | no PostgreSQL | not run |']);
    expect(end).toBe('0 of 1 rows pass, 1 were not run');
  });

  it('tells of a file that does not load', () => {
    const { status, table } = run(`throw new Error('broken');`);
    expect(status).toBe(1);
    expect(table).toEqual(['| some | all of it |  | broken | failed |']);
  });

  it('leaves out what nobody asked for by name', () => {
    const other = `trustRow('two', 'it holds', async () => {});`;
    expect(run(passing + other, ['-t', 'one'])).toMatchObject({ status: 0, end: '1 of 1 rows pass' });
  });
});
