import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { startInSandbox, type RunLimits, type SandboxedRun } from '@sluice/sandbox';
import { maskComplaint } from '@sluice/vod';

export interface ContainedRun extends Pick<SandboxedRun, 'reads' | 'workDir' | 'needsNetwork' | 'device'> {
  /** Kills the process. */
  signal: AbortSignal;
  /** What it reads on stdin; it need not read all of it. */
  input?: Iterable<Buffer> | AsyncIterable<Buffer>;
  /** How many pipes it writes to, 1 unless it is said otherwise: outputPipe names them. */
  outputs?: number;
  /** Hears each line of the first pipe as it comes, of which nothing is kept then. */
  onLine?: (line: string) => void;
  /** A few seconds of processor time, unless it is said otherwise. */
  limits?: RunLimits;
  /** What its complaint must not repeat, beside the credentials in addresses. */
  secrets?: readonly string[];
  /** So much behind the captures, which must not starve. */
  niceness?: number;
}

/** Taking one picture, or looking at a few seconds, takes less than one, also on an old machine. */
const briefly: RunLimits = { cpuSec: 30 };

export interface ContainedEnd {
  /** null: it was killed. */
  exitCode: number | null;
  outputs: Buffer[];
  /** The last line of its complaints, for people, without credentials. */
  complaint: string;
  /** The last lines of them as they came. */
  logTail: string[];
}

/** What ffmpeg calls the pipe of an output, counted from 0: between the first and the second are its complaints. */
export const outputPipe = (output: number): string => `pipe:${output === 0 ? 1 : output + 2}`;

/**
 * Runs ffmpeg or ffprobe in the sandbox to its end, whatever that is, and keeps in memory what it writes to its pipes, but
 * for lines that somebody hears. Throws the signal's reason, what reading the input throws, that it could not be started,
 * or that it took more than its time.
 */
export async function runContained(
  binary: string,
  args: readonly string[],
  { signal, input, outputs = 1, onLine, limits = briefly, secrets, ...run }: ContainedRun,
): Promise<ContainedEnd> {
  signal.throwIfAborted();
  const running = startInSandbox(
    { ...run, label: binary, binary, args, limits },
    { hasInput: input !== undefined, outputs },
  );
  signal.addEventListener('abort', running.kill, { once: true });
  try {
    const [first, ...others] = running.outputs as [Readable, ...Readable[]];
    const [{ exitCode, logTail }, written] = await Promise.all([
      running.ended,
      Promise.all([onLine ? hearLines(first, onLine) : buffer(first), ...others.map((pipe) => buffer(pipe))]),
      input && feed(input, running.stdin!),
    ]);
    signal.throwIfAborted();
    const complaint = maskComplaint(logTail.at(-1) ?? '', secrets).slice(0, 300);
    return { exitCode, outputs: written, complaint, logTail };
  } finally {
    signal.removeEventListener('abort', running.kill);
    running.kill();
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
