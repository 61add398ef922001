import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathWithBubblewrap } from '../services/bubblewrap.js';
import { startDaemon } from '../services/daemon.js';
import { ensureFfmpeg } from '../services/ffmpeg.js';
import { keepRunning, type KeptDaemon } from '../services/keep-running.js';
import { startPostgres } from '../services/postgres.js';
import { startRedis } from '../services/redis.js';
import { lockDataDir } from './data-dir-lock.js';
import { saveRunningEnvironment, sessionSecret } from './running-environment.js';

export interface PlatformOptions {
  dataDir: string;
  uploadsDir: string;
  port: number;
  say: (line: string) => void;
  /** Lines that the applications log (JSON). */
  onLog: (line: string) => void;
  /** On top of the environment, for tests: for example { WORKER_CONCURRENCY: '2' }. */
  settings?: Record<string, string>;
  workers?: number;
  /** On top of all that, one set for each worker; their number is the number of workers. */
  workerSettings?: Record<string, string>[];
  /** What each worker is started by, for example ['taskset', '-c', '0']; it must exec its arguments. */
  workerPrefixes?: string[][];
  /** Whether cameras are recorded. Tests and measurements of other things go without. */
  hasRecorder?: boolean;
}

export interface Platform {
  url: string;
  environment: Record<string, string>;
  postgres: KeptDaemon | null;
  redis: KeptDaemon | null;
  backend: KeptDaemon;
  workers: KeptDaemon[];
  recorder: KeptDaemon | null;
  stop(): Promise<void>;
}

export const projectRoot = findRoot(import.meta.dirname);

/** Starts everything on one machine: PostgreSQL and Redis unless their addresses are given, backend, workers, recorder. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { dataDir, say } = options;
  const logDir = join(dataDir, 'logs');
  const cacheDir = join(projectRoot, 'node_modules/.cache/sluice');
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    undo.push(lockDataDir(dataDir).release);
    ensureFfmpeg(say);
    const path = pathWithBubblewrap(cacheDir, say);
    const [postgres, redis] = await Promise.all([
      process.env['DATABASE_URL'] ? null : startPostgres({ dataDir, logDir, root: projectRoot, say, undo }),
      process.env['REDIS_URL'] ? null : startRedis({ dataDir, logDir, cacheDir, say, undo }),
    ]);
    const environment: Record<string, string> = {
      PORT: String(options.port),
      UPLOADS_DIR: options.uploadsDir,
      DATABASE_URL: postgres?.url ?? process.env['DATABASE_URL']!,
      REDIS_URL: redis?.url ?? process.env['REDIS_URL']!,
      SESSION_SECRET: sessionSecret(dataDir),
      ...options.settings,
    };
    undo.push(saveRunningEnvironment(dataDir, environment));
    const run = (name: string, entry: string, own: Record<string, string> = {}, prefix: string[] = []) => {
      const [command, ...args] = [...prefix, process.execPath, '--enable-source-maps', builtFile(entry)];
      const daemon = {
        name,
        command,
        args,
        cwd: projectRoot,
        env: { ...process.env, PATH: path, ...environment, ...own },
        logPath: join(logDir, `${name}.log`),
        deathSignal: 'TERM' as const,
        onLine: options.onLog,
      };
      return keepRunning(() => startDaemon(daemon));
    };
    const backend = run('backend', 'backend/src/main.js');
    const workers = settingsOfWorkers(options).map((own, index, { length }) => {
      const name = length > 1 ? `video-worker-${index + 1}` : 'video-worker';
      return run(name, 'video-worker/src/main.js', own, options.workerPrefixes?.[index]);
    });
    const recorder = options.hasRecorder ? run('live-recorder', 'live-recorder/src/main.js') : null;
    const applications = [backend, ...workers, ...(recorder ? [recorder] : [])];
    undo.push(
      async () => void (await Promise.all(applications.map((daemon) => daemon.stop('SIGTERM', 14_000)))),
    );
    const address = reachableHost(process.env['HOST']);
    const url =
      process.env['PUBLIC_URL'] ??
      `http://${address === '127.0.0.1' ? 'localhost' : address}:${options.port}`;
    await waitUntilReady(`http://${address}:${options.port}`, backend);
    return {
      url,
      environment,
      postgres: postgres?.daemon ?? null,
      redis: redis?.daemon ?? null,
      backend,
      workers,
      recorder,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const builtFile = (entry: string): string => join(projectRoot, 'dist', entry);

const settingsOfWorkers = ({ workerSettings, workers = 1 }: PlatformOptions): Record<string, string>[] =>
  workerSettings ?? Array.from({ length: workers }, () => ({}));

/** The backend answers; the worker may take a moment longer, and jobs wait for it. */
async function waitUntilReady(url: string, backend: KeptDaemon): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (backend.gaveUp())
      throw new Error('The backend does not start; its log above and in logs/backend.log says why.');
    const answer = await fetch(`${url}/api/health`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The backend did not answer within a minute; see logs/backend.log.');
}

/** Where a server that listens on `host` is reached from this machine. */
function reachableHost(host: string | undefined): string {
  if (!host || host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function findRoot(from: string): string {
  if (existsSync(join(from, 'nest-cli.json'))) return from;
  if (dirname(from) === from) throw new Error('nest-cli.json is missing: the installation is incomplete.');
  return findRoot(dirname(from));
}
