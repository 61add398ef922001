import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface StartOptions {
  port: number | null;
  /** null: PostgreSQL and Redis under .sluice/, uploads in ./uploads. */
  dataDir: string | null;
  demo: { file: string | null } | null;
  exitAfterDemo: boolean;
}

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `Usage: npm start -- [--port P] [--data-dir D] [--demo [FILE] [--exit]]

  --port P       the port to open (default: PORT, or 3000)
  --data-dir D   keep database, queue and uploads under D (default: .sluice and uploads in this folder)
  --demo [FILE]  send FILE, or a clip made on the spot, follow it until it is ready and print where to watch it
  --exit         leave after the demo: with 0 when it can be watched, with 1 when not
  --help         this text`;

/** Throws UsageError. */
export function parseStartOptions(args: readonly string[]): StartOptions | 'help' {
  const { values, positionals } = readArgs(args);
  if (values.help) return 'help';
  const [file, ...rest] = positionals;
  if (rest.length > 0 || (file && !values.demo))
    throw new UsageError(`Unexpected argument: ${rest[0] ?? file}`);
  if (values.exit && !values.demo) throw new UsageError('--exit goes with --demo.');
  return {
    port: values.port === undefined ? null : parsePort(values.port),
    dataDir: values['data-dir'] === undefined ? null : resolve(values['data-dir']),
    demo: values.demo ? { file: file ? resolve(file) : null } : null,
    exitAfterDemo: values.exit ?? false,
  };
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        demo: { type: 'boolean' },
        exit: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535)
    throw new UsageError(`--port takes a number from 1 to 65535, not "${text}".`);
  return port;
}
