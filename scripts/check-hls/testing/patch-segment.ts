import { readFile, writeFile } from 'node:fs/promises';
import { readBoxes, requireBox } from '@sluice/vod';

/** Changes a file's bytes in place. */
export async function patchFile(path: string, change: (data: Buffer) => Buffer | void): Promise<void> {
  const data = await readFile(path);
  await writeFile(path, change(data) ?? data);
}

/** Moves a segment in time: its tfdt, of version 1 as ffmpeg writes it. */
export function shiftDecodeTime(data: Buffer, units: number): void {
  const tfdt = requireBox(data, ['moof', 'traf', 'tfdt']);
  const at = tfdt.contentStart + 4;
  data.writeBigUInt64BE(data.readBigUInt64BE(at) + BigInt(units), at);
}

/** Marks the first sample as one that depends on others; ffmpeg writes each sample's size, flags and offset. */
export function clearSyncFlag(data: Buffer): void {
  const trun = requireBox(data, ['moof', 'traf', 'trun']);
  const flags = data.readUInt32BE(trun.contentStart) & 0xffffff;
  if (!(flags & 0x400)) throw new Error('the samples carry no flags of their own');
  const before =
    8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0) + (flags & 0x100 ? 4 : 0) + (flags & 0x200 ? 4 : 0);
  data.writeUInt32BE(0x1010000, trun.contentStart + before);
}

const sliceNonIdr = 1;
const sliceIdr = 5;
/** first_mb_in_slice 0 is the single bit 1. */
const firstOfPicture = 0x80;

/** Turns every slice of one of the IDR pictures into a plain one, while the sample table still calls it a sync sample. */
export function turnIdrIntoPlainSlice(data: Buffer, which: number): void {
  const mdat = readBoxes(data).find(({ type }) => type === 'mdat')!;
  let seen = -1;
  for (let at = mdat.contentStart; at < mdat.end; at += 4 + data.readUInt32BE(at)) {
    const header = data[at + 4]!;
    if ((header & 0x1f) !== sliceIdr) continue;
    if (data[at + 5]! >= firstOfPicture) seen++;
    if (seen === which) data[at + 4] = (header & 0xe0) | sliceNonIdr;
  }
  if (seen < which) throw new Error(`there are only ${seen + 1} IDR pictures`);
}
