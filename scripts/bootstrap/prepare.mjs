// Runs before anything is installed: plain Node, no dependencies. Brings dependencies and build up to date.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {string} line */
export const say = (line) => process.stdout.write(`▸ ${line}\n`);

/** @param {string} message @returns {never} */
export function giveUp(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (!fits)
    giveUp(
      `Sluice needs Node 20.19, 22.12 or newer; this is ${process.versions.node}. Install one from https://nodejs.org.`,
    );
}

/** Installs with `npm ci` when the lock file isn't the one that node_modules was made from. */
export function ensureDependencies() {
  const stamp = join(root, 'node_modules', '.sluice-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('installing dependencies (about a minute, the first time only)');
  run(
    'npm',
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    'The dependencies could not be installed. Check the network and try again.',
  );
  writeFileSync(stamp, wanted);
}

/** Builds the parts whose sources have changed since their last build. */
export function ensureBuild() {
  buildPart(
    'server',
    [
      'backend/src',
      'video-worker/src',
      'live-recorder/src',
      'libs',
      'scripts',
      'tsconfig.json',
      'tsconfig.build.json',
      'nest-cli.json',
    ],
    ['build:server'],
  );
  buildPart('pages', ['frontend', 'libs/vod/src'], ['build:pages']);
}

/** @param {string} name @param {string[]} sources @param {string[]} scripts */
function buildPart(name, sources, scripts) {
  const stamp = join(root, 'dist', `.${name}`);
  const hash = createHash('sha256');
  for (const source of [...sources, 'package-lock.json']) fingerprint(join(root, source), hash);
  const wanted = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`building the ${name}`);
  for (const script of scripts)
    run('npm', ['run', '--silent', script], `The ${name} could not be built; the compiler says why above.`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** @param {string} path @param {import('node:crypto').Hash} hash */
function fingerprint(path, hash) {
  const info = statSync(path);
  if (!info.isDirectory()) return void hash.update(`${path}:${info.size}:${info.mtimeMs}\n`);
  for (const name of readdirSync(path).toSorted()) fingerprint(join(path, name), hash);
}

/** @param {string} command @param {string[]} args @param {string} complaint */
function run(command, args, complaint) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) giveUp(complaint);
}
