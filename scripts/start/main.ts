import { join } from 'node:path';
import { MissingPart } from '../services/debian-packages.js';
import { isPortTaken } from '../services/free-port.js';
import { DataDirInUse } from './data-dir-lock.js';
import { runDemo } from './demo.js';
import { parseStartOptions, usage, UsageError, type StartOptions } from './options.js';
import { projectRoot, startPlatform, type Platform } from './platform.js';
import { readableLine } from './terminal-log.js';

const say = (line: string): void => void process.stdout.write(`▸ ${line}\n`);
/** Everything is asked to stop within less; what hangs longer than this is left to the kernel. */
const stopLimitMs = 30_000;

/** The whole life of `npm start`; answers the exit code. */
async function main(): Promise<number> {
  const options = parseStartOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const stopped = stopSignal();
  const starting = start(options);
  const platform = await Promise.race([starting, stopped.then(() => null)]);
  if (!platform) {
    await starting.then((late) => late.stop()).catch(() => undefined);
    return 0;
  }
  try {
    if (options.demo) {
      const watchable = await Promise.race([
        runDemo(platform, options.demo.file, say),
        stopped.then(() => true),
      ]);
      if (options.exitAfterDemo) return watchable ? 0 : 1;
    }
    await stopped;
    return 0;
  } finally {
    say('stopping');
    await platform.stop();
  }
}

async function start(options: StartOptions): Promise<Platform> {
  const port = options.port ?? Number(process.env['PORT'] ?? 3000);
  if (await isPortTaken(port, process.env['HOST'] ?? '127.0.0.1'))
    throw new UsageError(`Port ${port} is in use. Give another one: npm start -- --port ${port + 1}`);
  let setupUrl: string | null = null;
  const platform = await startPlatform({
    dataDir: options.dataDir ?? join(projectRoot, '.sluice'),
    uploadsDir: options.dataDir
      ? join(options.dataDir, 'uploads')
      : (process.env['UPLOADS_DIR'] ?? join(projectRoot, 'uploads')),
    port,
    hasRecorder: true,
    say,
    onLog: (line) => {
      setupUrl ??= /"setupUrl":"([^"]+)"/.exec(line)?.[1] ?? null;
      const readable = readableLine(line);
      if (readable) process.stdout.write(`${readable}\n`);
    },
  });
  process.stdout.write(`\n  Sluice is up:  ${platform.url}\n`);
  process.stdout.write(
    setupUrl ? `  First sign-in: ${String(setupUrl)}\n\n` : `  Sign in:       ${platform.url}/sign-in\n\n`,
  );
  return platform;
}

/** Settles at the first SIGINT or SIGTERM; a start that can't end by itself is ended. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      setTimeout(() => process.exit(1), stopLimitMs).unref();
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    process.on('SIGHUP', stop);
  });
}

try {
  process.exit(await main());
} catch (error) {
  const explained =
    error instanceof UsageError || error instanceof MissingPart || error instanceof DataDirInUse;
  process.stderr.write(
    `\n${explained ? error.message : (error as Error).stack}\n${error instanceof UsageError ? `\n${usage}\n` : ''}`,
  );
  process.exit(1);
}
