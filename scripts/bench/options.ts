import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../start/platform.js';
import { measurements, type Measurement } from './measurements.js';

export interface BenchOptions {
  /** Of measurements, in their order. */
  names: string[];
  source: string | null;
  peer: string | null;
  runs: number;
  /** All lengths are divided by this. */
  shrink: number;
  long: boolean;
  json: boolean;
}

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const list = [...measurements]
  .map(
    ([name, { about, isLong }]) => `  ${name.padEnd(17)} ${about}${isLong ? ' (with --long, or named)' : ''}`,
  )
  .join('\n');

export const usage = `Usage: npm run bench -- [NAME…] [--source FILE] [--peer SCRIPT] [--runs N] [--long] [--shrink N] [--json]

Measures the named ones, or all, on a platform of its own: fresh, with a database, a queue and a folder that are thrown
away, and warmed up by one clip of 5 s. Ours and reference take turns in one run; the table has medians. Nothing else
should run on the machine.

${list}

  --source FILE     H.264 + AAC in MP4; repeated to the lengths needed (default: made on the spot; real footage is harder)
  --peer SCRIPT     called with FILE OUTDIR, leaves 720.mp4 and 480.mp4 there with their playlists 720.m3u8 and 480.m3u8,
                    and prints cpu_seconds=N
  --runs N          rounds (default: 3)
  --long            also what takes longest: an hour that must be encoded, the mixed burst
  --shrink N        all lengths divided by N: to try the bench itself
  --json            the table as JSON`;

const defaultPeer = join(projectRoot, '../shared/bench/peer-pipeline.sh');

/** Throws UsageError. */
export function parseBenchOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values, positionals } = readArgs(args);
  if (values.help) return 'help';
  for (const name of positionals)
    if (!measurements.has(name)) throw new UsageError(`There is no measurement "${name}".`);
  const wanted = ([name, { isLong }]: [string, Measurement]): boolean =>
    positionals.length > 0 ? positionals.includes(name) : values.long || !isLong;
  return {
    names: [...measurements].filter(wanted).map(([name]) => name),
    source: fileFrom(values.source),
    peer: fileFrom(values.peer) ?? (existsSync(defaultPeer) ? defaultPeer : null),
    runs: wholeNumber('--runs', values.runs),
    shrink: wholeNumber('--shrink', values.shrink),
    long: values.long,
    json: values.json,
  };
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        source: { type: 'string' },
        peer: { type: 'string' },
        runs: { type: 'string', default: '3' },
        shrink: { type: 'string', default: '1' },
        long: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function fileFrom(path: string | undefined): string | null {
  if (path === undefined) return null;
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
  return resolve(path);
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`${option} takes a whole number, not "${text}".`);
  return Number(text);
}
