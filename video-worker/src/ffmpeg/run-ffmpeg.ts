import type { ChildProcess } from 'node:child_process';
import { SluiceError } from '@sluice/vod';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import type { Logger } from 'pino';
import { containedFfmpeg } from './containment.js';
import { progressReader, type EncodeProgress } from './read-progress.js';
import { superviseProcess, type ProcessEnd } from './supervise-process.js';

/** One ffmpeg command, described. The pure *-args.ts files make them; only this file runs them. */
export interface FfmpegDescription {
  inputs: { path: string; options: readonly string[] }[];
  filterGraph?: string;
  outputs: { path: string; options: readonly string[] }[];
}

export interface FfmpegRun {
  /** For log and error texts: "encode", "audio". */
  label: string;
  /** Relative output paths start here. */
  workDir: string;
  timeoutMs: number;
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
 * The only place that runs ffmpeg: time limit, kill of the whole process tree, log tail, and a line in the log that
 * can be pasted into a shell. Throws SluiceError `encode_failed` when ffmpeg ends with anything but success; success
 * alone proves nothing yet (docs/adr/0003): verify/ does.
 */
export async function runFfmpeg(description: FfmpegDescription, run: FfmpegRun): Promise<FfmpegEnd> {
  run.signal.throwIfAborted();
  const command = assemble(description, run);
  const progress = progressReader(run.onProgress);
  const end = await new Promise<ProcessEnd>((resolve, reject) => {
    let started = false;
    command.once('start', (commandLine: string) => {
      started = true;
      run.log.debug({ step: run.label, command: `cd '${run.workDir}' && ${commandLine}` }, 'ffmpeg starts');
      const child = childOf(command);
      // its own listener for a process that could not be started throws, and would take the worker with it
      child.removeAllListeners('error');
      superviseProcess(child, { ...run, onStdoutLine: progress.read }).then(resolve, reject);
    });
    // superviseProcess judges the end; fluent-ffmpeg's own opinion of it would only be thrown at nobody
    command.on('error', (cause: Error) => {
      if (!started) reject(new SluiceError('ffmpeg_unavailable', 'ffmpeg could not be started.', { cause }));
    });
    command.run();
  });
  if (end.exitCode !== 0) {
    run.log.warn(
      { step: run.label, exitCode: end.exitCode, signal: end.exitSignal, tail: end.logTail },
      'ffmpeg failed',
    );
    throw new FfmpegFailure(run.label, end);
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

/** More than one argument a call: fluent-ffmpeg splits a lone string at its blanks. */
function assemble(description: FfmpegDescription, { workDir, niceness = 0 }: FfmpegRun): FfmpegCommand {
  const options = { cwd: workDir, niceness } as ffmpeg.FfmpegCommandOptions;
  const command = ffmpeg(options).setFfmpegPath(containedFfmpeg);
  for (const [position, input] of description.inputs.entries())
    command.input(input.path).inputOptions(...(position === 0 ? globalOptions : []), ...input.options);
  if (description.filterGraph) command.complexFilter(description.filterGraph);
  for (const output of description.outputs) command.output(output.path).outputOptions(...output.options);
  return command;
}

/** fluent-ffmpeg keeps the child under this name and has no accessor for it. */
const childOf = (command: FfmpegCommand): ChildProcess =>
  (command as unknown as { ffmpegProc: ChildProcess }).ffmpegProc;
