import { createHash, randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBoxes, type RecordingChunk, type TakeContainer } from '@sluice/vod';
import { barcode, ticks } from './barcode.js';

export interface RecordedChunk extends RecordingChunk {
  bytes: Buffer;
}

/** What a browser makes of one unbroken run of its camera. */
export interface RecordedTake {
  takeId: string;
  container: TakeContainer;
  mimeType: string;
  chunks: RecordedChunk[];
  durationMs: number;
}

/** A take of numbered pictures (30 a second) and of ticks, in fragments of two seconds. */
export function recordMp4(
  folder: string,
  durationSec: number,
  options: { withSound?: boolean; size?: string } = {},
): RecordedTake {
  const { withSound = true, size = '320x180' } = options;
  const name = `take-${durationSec}-${size}${withSound ? '' : '-silent'}.mp4`;
  // prettier-ignore
  const file = record(folder, name, [
    ...picture(durationSec, size), ...(withSound ? ticks(durationSec) : []),
    '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '60', '-bf', '0',
    '-b:v', '2500k', '-maxrate', '2500k', '-bufsize', '2500k',
    ...(withSound ? ['-c:a', 'libopus'] : []),
    '-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4',
  ]);
  const boxes = readBoxes(file).map(({ type, start, end }) => ({ type, bytes: file.subarray(start, end) }));
  const init = boxes.filter(({ type }) => type === 'ftyp' || type === 'moov');
  const chunks = [describeChunk(0, Buffer.concat(init.map(({ bytes }) => bytes)), 0, 0)];
  for (const [at, { type, bytes }] of boxes.entries())
    if (type === 'moof') {
      const seq = chunks.length;
      const endMs = Math.min(seq * 2000, durationSec * 1000);
      chunks.push(describeChunk(seq, Buffer.concat([bytes, boxes[at + 1]!.bytes]), (seq - 1) * 2000, endMs));
    }
  const mimeType = 'video/mp4;codecs="avc1.64001f,opus"';
  return { takeId: randomUUID(), container: 'mp4', mimeType, chunks, durationMs: durationSec * 1000 };
}

/** The same as the slices of a WebM stream, cut wherever two seconds were over. */
export function recordWebm(folder: string, durationSec: number): RecordedTake {
  // prettier-ignore
  const file = record(folder, `take-${durationSec}.webm`, [
    ...picture(durationSec), ...ticks(durationSec),
    '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k', '-g', '60',
    '-c:a', 'libopus', '-live', '1', '-cluster_time_limit', '1000', '-f', 'webm',
  ]);
  const count = Math.ceil(durationSec / 2);
  const slice = Math.ceil(file.length / count);
  const chunks = Array.from({ length: count }, (_, seq) =>
    describeChunk(
      seq,
      file.subarray(seq * slice, (seq + 1) * slice),
      seq * 2000,
      Math.min((seq + 1) * 2000, durationSec * 1000),
    ),
  );
  const mimeType = 'video/webm;codecs=vp8,opus';
  return { takeId: randomUUID(), container: 'webm', mimeType, chunks, durationMs: durationSec * 1000 };
}

const picture = (durationSec: number, size = '320x180'): string[] => [
  '-f',
  'lavfi',
  '-i',
  `testsrc2=size=${size}:rate=30:duration=${durationSec},${barcode}`,
];

/** Made once in a folder. */
function record(folder: string, name: string, args: readonly string[]): Buffer {
  const path = join(folder, name);
  if (!existsSync(path)) execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, path]);
  return readFileSync(path);
}

export const describeChunk = (seq: number, bytes: Buffer, startMs: number, endMs: number): RecordedChunk => ({
  seq,
  bytes,
  startMs,
  endMs,
  sizeBytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  md5: createHash('md5').update(bytes).digest('hex'),
});
