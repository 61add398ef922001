import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { maskAddresses } from '@sluice/vod';
import { signalGroup, spawnContained } from '../capture/contained-process.js';

export interface ContainedRun {
  /** Kills the process. */
  signal: AbortSignal;
  /** What it reads on stdin; it need not read all of it. */
  input?: Iterable<Buffer> | AsyncIterable<Buffer>;
  /** How many pipes it writes to, 1 unless it is said otherwise: outputPipe names them. */
  outputs?: number;
  /** Hears each line of the first pipe as it comes, of which nothing is kept then. */
  onLine?: (line: string) => void;
  /** Relative paths start here. */
  cwd?: string;
  /** So much behind the captures, which must not starve. */
  niceness?: number;
}

export interface ContainedEnd {
  /** null: it was killed. */
  exitCode: number | null;
  outputs: Buffer[];
  /** The last line of its complaints, for people, without credentials. */
  complaint: string;
}

/** What ffmpeg calls the pipe of an output, counted from 0: between the first and the second are its complaints. */
export const outputPipe = (output: number): string => `pipe:${output === 0 ? 1 : output + 2}`;

/**
 * Runs ffmpeg or ffprobe to its end, whatever that is, and keeps in memory what it writes to its pipes, but for lines that
 * somebody hears. Throws the signal's reason, what reading the input throws, or that it could not be started.
 */
export async function runContained(
  binary: string,
  args: readonly string[],
  { signal, input, outputs = 1, onLine, ...options }: ContainedRun,
): Promise<ContainedEnd> {
  signal.throwIfAborted();
  const more = Array.from({ length: outputs - 1 }, () => 'pipe' as const);
  const child = spawnContained(binary, args, {
    ...options,
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe', ...more],
  });
  const kill = (): void => signalGroup(child, 'SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    const [first, ...others] = [child.stdout, ...child.stdio.slice(3)] as [Readable, ...Readable[]];
    const [[exitCode], complaints, written] = await Promise.all([
      once(child, 'close') as Promise<[number | null]>,
      buffer(child.stderr!),
      Promise.all([onLine ? hearLines(first, onLine) : buffer(first), ...others.map((pipe) => buffer(pipe))]),
      input && feed(input, child.stdin!),
    ]);
    signal.throwIfAborted();
    return { exitCode, outputs: written, complaint: lastLine(complaints) };
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
  }
}

/** Whoever has what it needs reads no further. */
const readNoFurther = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'];

async function feed(input: Iterable<Buffer> | AsyncIterable<Buffer>, stdin: Writable): Promise<void> {
  await pipeline(Readable.from(input), stdin).catch((error: NodeJS.ErrnoException) => {
    if (!readNoFurther.includes(error.code ?? '')) throw error;
  });
}

async function hearLines(pipe: Readable, onLine: (line: string) => void): Promise<Buffer> {
  const lines = createInterface({ input: pipe, crlfDelay: Infinity }).on('line', onLine);
  await once(lines, 'close');
  return Buffer.alloc(0);
}

const lastLine = (complaints: Buffer): string =>
  maskAddresses(complaints.toString().trim().split('\n').at(-1) ?? '').slice(0, 300);
