import { runToEnd, type ProcessEnd, type RunLimits } from '@sluice/sandbox';
import { SluiceError } from '@sluice/vod';
import ffmpeg from 'fluent-ffmpeg';
import type { Logger } from 'pino';
import { basicNiceness } from './niceness.js';
import { filesOf } from './input-args.js';
import { progressReader, type EncodeProgress } from './read-progress.js';

/** One ffmpeg command, described. The pure *-args.ts files make them; only this file runs them. */
export interface FfmpegDescription {
  inputs: { path: string; options: readonly string[] }[];
  filterGraph?: string;
  outputs: { path: string; options: readonly string[] }[];
}

export interface FfmpegRun {
  /** For log and error texts: "encode", "audio". */
  label: string;
  /** The folder that it writes to; relative paths start here. */
  workDir: string;
  /** Files that its inputs name, beside the inputs themselves. */
  alsoReads?: readonly string[];
  timeoutMs: number;
  limits: RunLimits;
  /** On top of what every ffmpeg has. */
  niceness?: number;
  signal: AbortSignal;
  log: Logger;
  onProgress?: (progress: EncodeProgress) => void;
}

export interface FfmpegEnd extends ProcessEnd {
  lastProgress: EncodeProgress;
}

/** Always: no reading from the terminal, errors and warnings only, progress as key=value lines instead of for humans. */
const globalOptions = [
  '-nostdin',
  '-hide_banner',
  '-v',
  'level+warning',
  '-progress',
  'pipe:1',
  '-stats_period',
  '0.5',
];

/**
 * Runs ffmpeg in the sandbox: limits, kill of all of it, log tail, and a line in the log that can be pasted into a shell.
 * Throws SluiceError `encode_failed` when ffmpeg ends with anything but success; success alone proves nothing yet
 * (docs/adr/0003): verify/ does.
 */
export async function runFfmpeg(description: FfmpegDescription, run: FfmpegRun): Promise<FfmpegEnd> {
  const { label, workDir, log } = run;
  const args = assemble(description);
  log.debug({ step: label, command: `cd '${workDir}' && ${pasteable(args)}` }, 'ffmpeg starts');
  const progress = progressReader(run.onProgress);
  const end = await runToEnd(
    {
      label,
      binary: process.env['FFMPEG_PATH'] || 'ffmpeg',
      args,
      reads: [...filesOf(description.inputs.map(({ path }) => path)), ...(run.alsoReads ?? [])],
      workDir,
      limits: run.limits,
      niceness: basicNiceness + (run.niceness ?? 0),
    },
    { timeoutMs: run.timeoutMs, signal: run.signal, onStdoutLine: progress.read },
  );
  if (end.exitCode !== 0) {
    const { exitCode, exitSignal, logTail } = end;
    log.warn({ step: label, exitCode, signal: exitSignal, tail: logTail }, 'ffmpeg failed');
    throw new FfmpegFailure(label, end);
  }
  return { ...end, lastProgress: progress.last() };
}

export class FfmpegFailure extends SluiceError {
  constructor(
    readonly step: string,
    readonly end: ProcessEnd,
  ) {
    const how = end.exitSignal ? `was killed by ${end.exitSignal}` : `ended with code ${end.exitCode}`;
    super('encode_failed', `ffmpeg ${how} (${step}): ${lastError(end.logTail)}`);
  }
}

/** The last error line, without memory addresses and paths that say nothing to people. */
function lastError(logTail: readonly string[]): string {
  const line = logTail.findLast((entry) => /\[(error|fatal)\]/.test(entry)) ?? logTail.at(-1) ?? 'no message';
  return line
    .replace(/\[[^\]]*@ 0x[0-9a-f]+\] /g, '')
    .replace(/\[(error|fatal)\] /g, '')
    .replace(/file:\S+/g, 'the file');
}

/** fluent-ffmpeg puts the command line together; it starts nothing, since its own way of starting knows no sandbox. */
function assemble(description: FfmpegDescription): string[] {
  const command = ffmpeg();
  // more than one argument a call: it splits a lone string at its blanks
  for (const [position, input] of description.inputs.entries())
    command.input(input.path).inputOptions(...(position === 0 ? globalOptions : []), ...input.options);
  if (description.filterGraph) command.complexFilter(description.filterGraph);
  for (const output of description.outputs) command.output(output.path).outputOptions(...output.options);
  return (command as unknown as { _getArguments(): string[] })._getArguments();
}

const pasteable = (args: readonly string[]): string =>
  [
    'ffmpeg',
    ...args.map((arg) => (/^[\w./:=,+%-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)),
  ].join(' ');
