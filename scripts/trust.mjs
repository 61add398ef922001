// npm run test:security, npm run test:faults: one half of the trust matrix in full, as a table.
//   -- --json [FILE]     as JSON, on stdout or into a file
//   -- -t NAME           the rows whose name has this in it
import { spawnSync } from 'node:child_process';
import { checkNode, ensureBuild, ensureDependencies, giveUp, root, say } from './bootstrap/prepare.mjs';

const [half, ...options] = process.argv.slice(2);
if (half !== 'security' && half !== 'faults')
  giveUp('usage: node scripts/trust.mjs security|faults [--json [FILE]] [-t NAME]');

process.chdir(root);
checkNode();
ensureDependencies();
ensureBuild();
const { ensureFfmpeg } = await import('../dist/scripts/services/ffmpeg.js');
try {
  ensureFfmpeg(say);
} catch (error) {
  giveUp(error.message);
}

const at = options.indexOf('--json');
const given = at >= 0 && options[at + 1] && !options[at + 1].startsWith('-') ? options[at + 1] : null;
const rest = at < 0 ? options : options.toSpliced(at, given ? 2 : 1);
const env = { ...process.env, TRUST_MATRIX: 'full', ...(at >= 0 ? { TRUST_JSON: given ?? '-' } : {}) };
const reporters = [
  '--reporter=./tests/reporters/matrix-reporter.ts',
  ...(at < 0 ? ['--reporter=default'] : []),
];
const args = ['vitest', 'run', '--project', half, '--no-file-parallelism', ...reporters, ...rest];
process.exit(spawnSync('npx', args, { env, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1);
