import { spawn } from 'node:child_process';
import { containedFfmpeg } from './containment.js';
import { superviseProcess, type ProcessEnd } from './supervise-process.js';

const timeoutMs = 30_000;

/** Runs ffprobe with `-of json`. Answers its parsed output, or null with the log when it printed none. */
export async function runFfprobe(
  ffprobePath: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<ProcessEnd & { json: unknown }> {
  const lines: string[] = [];
  const child = spawn(containedFfmpeg, [ffprobePath, '-hide_banner', '-v', 'error', '-of', 'json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = await superviseProcess(child, {
    label: 'ffprobe',
    timeoutMs,
    signal,
    onStdoutLine: (line) => lines.push(line),
  });
  return { ...end, json: end.exitCode === 0 ? JSON.parse(lines.join('\n')) : null };
}
