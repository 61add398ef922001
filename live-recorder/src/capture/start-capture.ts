import { createInterface } from 'node:readline';
import { startInSandbox, type ProcessEnd } from '@sluice/sandbox';
import { maskComplaint, type CameraSource } from '@sluice/vod';
import { needsOf, secretsIn } from './source-args.js';

export interface CaptureListener {
  /** ffmpeg has ended this file. */
  onSegment(fileName: string, receivedMs: number, monotonicMs: number): void;
  /** Pictures so far; told five times a second. */
  onFrames(frames: number): void;
}

export interface CaptureEnd {
  /** For people, without credentials. ffmpeg ending by itself is always wrong, whatever its exit code says. */
  detail: string;
  diskIsFull: boolean;
  /** The camera has no picture any more, or no sound. */
  lacksStream: boolean;
}

export interface Capture {
  /** ffmpeg's own, as soon as it has told of pictures: what stands around it says so only after the start. */
  pid: () => number;
  ended: Promise<CaptureEnd>;
  /** Asks ffmpeg to end its file, and kills it when it hasn't by then. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts one run of ffmpeg, which goes on for ever: without a limit of its time, and before everything else on the machine,
 * for a picture that is missed is gone. It sees its own run's folder, and of the past nothing.
 */
export function startCapture(
  ffmpegPath: string,
  args: readonly string[],
  runDir: string,
  source: CameraSource,
  listener: CaptureListener,
): Capture {
  const running = startInSandbox(
    {
      ...needsOf(source),
      label: 'ffmpeg',
      binary: ffmpegPath,
      args,
      workDir: runDir,
      limits: { cpuSec: null },
    },
    { outputs: 2 },
  );
  const [segments, progress] = running.outputs;
  createInterface({ input: segments! }).on('line', (line) => {
    const [fileName = ''] = line.split(',');
    listener.onSegment(fileName, Date.now(), performance.now());
  });
  createInterface({ input: progress! }).on('line', (line) => {
    if (line.startsWith('frame=')) listener.onFrames(Number.parseInt(line.slice(6), 10) || 0);
  });
  const secrets = secretsIn(source);
  const ended = running.ended.then(
    (end) => describeEnd(end, secrets),
    ({ message, cause }: Error) => ({
      detail: cause instanceof Error ? `${message} ${cause.message}` : message,
      diskIsFull: false,
      lacksStream: false,
    }),
  );
  return { pid: running.pid, ended, stop };

  async function stop(graceMs: number): Promise<void> {
    running.signal('SIGINT');
    const timer = setTimeout(running.kill, graceMs);
    await ended;
    clearTimeout(timer);
  }
}

function describeEnd({ exitCode, exitSignal, logTail }: ProcessEnd, secrets: readonly string[]): CaptureEnd {
  const lines = logTail.filter((line) => /\[(error|fatal)\]/.test(line));
  const complaint = maskComplaint(lines.at(-1) ?? '', secrets)
    .replace(/\[[^\]]*@ 0x[0-9a-f]+\] /g, '')
    .replace(/\[(error|fatal)\] /g, '');
  const how = exitSignal ? `ffmpeg was killed by ${exitSignal}` : `ffmpeg ended with code ${exitCode}`;
  return {
    detail: complaint ? `${how}: ${complaint}` : how,
    diskIsFull: logTail.some((line) => line.includes('No space left on device')),
    lacksStream: logTail.some((line) => line.includes('matches no streams')),
  };
}
