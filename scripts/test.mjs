// npm test: prepares this folder, then runs everything: static checks, unit, integration (real PostgreSQL, Redis,
// ffmpeg, S3 where its server is installed) and the browser. Ends with the line "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode, ensureBuild, ensureDependencies, giveUp, root, say } from './bootstrap/prepare.mjs';

process.chdir(root);
checkNode();
ensureDependencies();
ensureBuild();
const { ensureFfmpeg } = await import('../dist/scripts/services/ffmpeg.js');
const { pathWithBubblewrap } = await import('../dist/scripts/services/bubblewrap.js');
const { ensureChromium } = await import('../dist/scripts/services/chromium.js');
try {
  ensureFfmpeg(say);
  process.env['PATH'] = pathWithBubblewrap(join(root, 'node_modules/.cache/sluice'), say);
  ensureChromium(say);
} catch (error) {
  giveUp(error.message);
}

const scratch = mkdtempSync(join(tmpdir(), 'sluice-test-run-'));
const totals = { passed: 0, failed: 0 };
try {
  for (const script of ['format:check', 'lint', 'types', 'openapi:check']) {
    say(script);
    count(run('npm', ['run', '--silent', script]) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  }
  count(vitest('unit and storage', ['--project', 'unit', '--project', 's3']));
  // each of these starts a whole platform, which waits more than it calculates: two at a time
  count(vitest('integration', ['--project', 'integration', '--maxWorkers=2']));
  // these measure, and have the machine for themselves
  const alone = ['security', 'faults', 'browser'].flatMap((project) => ['--project', project]);
  count(vitest('trust and browser', [...alone, '--no-file-parallelism']));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
process.exit(totals.failed === 0 ? 0 : 1);

/** @param {{ passed: number; failed: number }} result */
function count(result) {
  totals.passed += result.passed;
  totals.failed += result.failed;
}

/** A run that ends badly without naming a failed test (a file that doesn't load) counts as one failure. */
/** @param {string} name @param {string[]} args */
function vitest(name, args) {
  say(`tests: ${name}`);
  const results = join(scratch, `${name.replaceAll(' ', '-')}.json`);
  const ok = run('npx', [
    'vitest',
    'run',
    ...args,
    '--reporter=default',
    '--reporter=./tests/reporters/second-tries.ts',
    '--reporter=json',
    `--outputFile.json=${results}`,
  ]);
  if (!existsSync(results)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, 'utf8'));
  return { passed: numPassedTests, failed: ok ? numFailedTests : Math.max(1, numFailedTests) };
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}
