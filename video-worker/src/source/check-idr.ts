import { open, type FileHandle } from 'node:fs/promises';
import type { SamplePlace, VideoSamples } from '@sluice/vod';

const windowBytes = 4096;
/** An hour has a thousand of them: one after the other they would be waited for. */
const looksAtOnce = 32;
/** Parameter sets, messages and fillers before the first slice: a handful. */
const unitsMax = 64;

/** nal_unit_type (ITU-T H.264, table 7-1): slices that need other pictures, and the one kind that needs none. */
const dependentSlices = [1, 2, 3, 4];
const idrSlice = 5;

/**
 * Whether every one of these H.264 samples is an IDR picture, after which nothing from before is needed. An index calls
 * key frames also what is only nearly one, and segments that begin there break when somebody jumps to them.
 */
export async function areAllIdr(
  path: string,
  { avc }: Pick<VideoSamples, 'avc'>,
  samples: readonly SamplePlace[],
): Promise<boolean> {
  if (!avc) return false;
  const file = await open(path);
  try {
    for (let from = 0; from < samples.length; from += looksAtOnce) {
      const looks = samples.slice(from, from + looksAtOnce).map((at) => isIdr(file, avc.lengthSize, at));
      if ((await Promise.all(looks)).includes(false)) return false;
    }
    return true;
  } finally {
    await file.close();
  }
}

/** Walks the sample's NAL units, each behind its length, up to the first slice. */
async function isIdr(file: FileHandle, lengthSize: number, { offset, size }: SamplePlace): Promise<boolean> {
  // for a position that isn't exact, Node would read wherever it stands
  if (!Number.isSafeInteger(offset + size)) return false;
  let [at, windowStart] = [0, 0];
  let window = await readWindow(file, offset, size);
  for (let unit = 0; unit < unitsMax; unit++) {
    if (at + lengthSize + 1 > windowStart + window.length) {
      windowStart = at;
      window = await readWindow(file, offset + at, size - at);
      if (window.length < lengthSize + 1) return false;
    }
    const length = window.readUIntBE(at - windowStart, lengthSize);
    const type = window.readUInt8(at - windowStart + lengthSize) & 0x1f;
    if (type === idrSlice) return true;
    if (dependentSlices.includes(type)) return false;
    at += lengthSize + length;
  }
  return false;
}

async function readWindow(file: FileHandle, position: number, size: number): Promise<Buffer> {
  const length = Math.max(0, Math.min(windowBytes, size));
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
