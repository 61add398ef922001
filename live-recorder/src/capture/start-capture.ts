import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { maskAddresses } from '@sluice/vod';
import { signalGroup, spawnContained } from './contained-process.js';

const logTailLines = 20;

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
}

export interface Capture {
  pid: number;
  ended: Promise<CaptureEnd>;
  /** Asks ffmpeg to end its file, and kills it when it hasn't by then. */
  stop(graceMs: number): Promise<void>;
}

/** Starts one run of ffmpeg. The only place that does. */
export function startCapture(
  ffmpegPath: string,
  args: readonly string[],
  runDir: string,
  listener: CaptureListener,
): Capture {
  const child = spawnContained(ffmpegPath, args, { cwd: runDir, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const tail: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const [fileName = ''] = line.split(',');
    listener.onSegment(fileName, Date.now(), performance.now());
  });
  createInterface({ input: child.stderr! }).on('line', (line) => {
    tail.push(line.slice(0, 500));
    if (tail.length > logTailLines) tail.shift();
  });
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
    if (line.startsWith('frame=')) listener.onFrames(Number.parseInt(line.slice(6), 10) || 0);
  });
  const ended = new Promise<CaptureEnd>((resolve) => {
    child.once('error', ({ message }) => resolve({ detail: message, diskIsFull: false }));
    // 'close', not 'exit': the lines about its last files are in then
    child.once('close', (code, signal) => resolve(describeEnd(code, signal, tail)));
  });
  return { pid: child.pid ?? -1, ended, stop };

  async function stop(graceMs: number): Promise<void> {
    signalGroup(child, 'SIGINT');
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
    await ended;
    clearTimeout(timer);
  }
}

function describeEnd(code: number | null, signal: string | null, tail: readonly string[]): CaptureEnd {
  const lines = tail.filter((line) => /\[(error|fatal)\]/.test(line));
  const complaint = maskAddresses(lines.at(-1) ?? '')
    .replace(/\[[^\]]*@ 0x[0-9a-f]+\] /g, '')
    .replace(/\[(error|fatal)\] /g, '');
  const how = signal ? `ffmpeg was killed by ${signal}` : `ffmpeg ended with code ${code}`;
  return {
    detail: complaint ? `${how}: ${complaint}` : how,
    diskIsFull: tail.some((line) => line.includes('No space left on device')),
  };
}
