import { parseArgs } from 'node:util';
import { checkHls, UnreachableError } from './check-hls.js';
import { formatReport } from './report.js';

const usage = `Usage: npm run check-hls -- [--json] [--timeout SECONDS] URL|FILE

Checks an HLS presentation, from its multivariant playlist or one media playlist, against RFC 8216 and the HLS
Authoring Specification for Apple Devices. Exit code: 0 passed, 1 failed, 2 wrong usage or nothing to read.`;

const exitCodes = { passed: 0, failed: 1, unusable: 2 } as const;

interface Command {
  location: string;
  json: boolean;
  timeoutMs: number;
}

/** Where the report and complaints go: the console, or a test. */
export type Output = Pick<Console, 'log' | 'error'>;

/** Runs the command line; gives back the exit code. */
export async function runCommand(args: string[], output: Output): Promise<number> {
  const command = parseCommand(args);
  if (!command) {
    output.error(usage);
    return exitCodes.unusable;
  }
  try {
    const report = await checkHls(command.location, { timeoutMs: command.timeoutMs });
    output.log(command.json ? JSON.stringify(report, null, 2) : formatReport(report));
    return report.passed ? exitCodes.passed : exitCodes.failed;
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    if (command.json)
      output.log(JSON.stringify({ location: command.location, error: error.message }, null, 2));
    else output.error(error.message);
    return exitCodes.unusable;
  }
}

/** null when it is used wrongly. */
function parseCommand(args: string[]): Command | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, timeout: { type: 'string', default: '30' } },
    });
    const timeoutMs = Number(values.timeout) * 1000;
    const [location] = positionals;
    if (!location || positionals.length > 1 || !(timeoutMs > 0 && timeoutMs < 2 ** 31)) return null;
    return { location, json: values.json, timeoutMs };
  } catch {
    return null;
  }
}
