import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startDaemon } from './daemon.js';
import { canInstallPackages, findOnPath, installPackages, MissingPart } from './debian-packages.js';
import { findFreePort } from './free-port.js';
import { keepRunning, type KeptDaemon } from './keep-running.js';

export interface RedisServer {
  url: string;
  daemon: KeptDaemon;
}

/** A Redis of our own with an append-only file: at a crash it loses a second at most, and Postgres knows the rest. */
export async function startRedis(options: {
  dataDir: string;
  logDir: string;
  cacheDir: string;
  say: (line: string) => void;
  /** How to stop it, also when it never comes up. */
  undo: (() => Promise<void> | void)[];
}): Promise<RedisServer> {
  const server = findServer(options.cacheDir, options.say);
  const directory = join(options.dataDir, 'redis');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const port = await findFreePort();
  const password = randomBytes(24).toString('hex');
  const daemon = keepRunning(() =>
    startDaemon({
      name: 'redis',
      command: server.path,
      args: ['-'],
      env: { ...process.env, ...server.env },
      logPath: join(options.logDir, 'redis.log'),
      deathSignal: 'TERM',
      stdin: [
        'bind 127.0.0.1',
        `port ${port}`,
        `dir ${JSON.stringify(directory)}`,
        `requirepass ${password}`,
        'appendonly yes',
        'appendfsync everysec',
        'save ""',
        'maxmemory-policy noeviction',
        'daemonize no',
      ].join('\n'),
    }),
  );
  options.undo.push(() => daemon.stop('SIGTERM', 5_000));
  await waitForPort(daemon, port);
  return { url: `redis://:${password}@127.0.0.1:${port}`, daemon };
}

interface Server {
  path: string;
  env: NodeJS.ProcessEnv;
}

function findServer(cacheDir: string, say: (line: string) => void): Server {
  const installed = (): Server | null => {
    const path = findOnPath('redis-server') ?? findOnPath('valkey-server');
    return path ? { path, env: {} } : null;
  };
  const server = installed() ?? unpackedServer(cacheDir, say);
  if (server) return server;
  if (canInstallPackages()) {
    say('installing Redis (Debian package)');
    if (installPackages('redis-server')) return installed()!;
  }
  throw new MissingPart(
    'Redis is missing. Install it (Debian: sudo apt-get install redis-server) or set REDIS_URL.',
  );
}

/**
 * Debian's Redis, unpacked into a folder of ours without installing it, so that no system service starts and no root
 * is needed. redis-check-rdb is the server: one binary, its name decides.
 */
function unpackedServer(cacheDir: string, say: (line: string) => void): Server | null {
  const home = join(cacheDir, 'redis');
  const found = findUnpacked(home);
  if (found) return found;
  if (!findOnPath('apt-get') || !findOnPath('dpkg')) return null;
  say('fetching Redis (Debian package, unpacked beside the dependencies)');
  mkdirSync(cacheDir, { recursive: true });
  const scratch = mkdtempSync(join(cacheDir, 'unpack-'));
  const packages = ['redis-tools', 'liblzf1', 'libjemalloc2', 'libatomic1'];
  const run = (command: string, ...args: string[]): boolean =>
    spawnSync(command, args, { cwd: scratch, stdio: 'ignore' }).status === 0;
  const download = (): boolean =>
    run('apt-get', '-qq', '-o', 'APT::Sandbox::User=root', 'download', ...packages);
  try {
    if (!download() && !(canInstallPackages() && run('apt-get', '-qq', 'update') && download())) return null;
    for (const file of readdirSync(scratch).filter((name) => name.endsWith('.deb')))
      if (!run('dpkg', '-x', file, 'tree')) return null;
    symlinkSync('redis-check-rdb', join(scratch, 'tree/usr/bin/redis-server'));
    rmSync(home, { recursive: true, force: true });
    renameSync(join(scratch, 'tree'), home);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return findUnpacked(home);
}

function findUnpacked(home: string): Server | null {
  const path = join(home, 'usr/bin/redis-server');
  if (!existsSync(path)) return null;
  const libraries = readdirSync(join(home, 'usr/lib')).map((name) => join(home, 'usr/lib', name));
  const env = { LD_LIBRARY_PATH: libraries.join(':') };
  return spawnSync(path, ['--version'], { env: { ...process.env, ...env }, stdio: 'ignore' }).status === 0
    ? { path, env }
    : null;
}

/** Waits until the server listens; throws when it ends before. */
async function waitForPort(daemon: KeptDaemon, port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (daemon.gaveUp()) throw new Error(`Redis did not start (${await daemon.ended()}); see redis.log.`);
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Redis did not start within 10 s; see redis.log.');
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
