import { readFile, writeFile } from 'node:fs/promises';
import { readBoxes, requireBox } from '@sluice/vod';

/** Changes a file's bytes; what comes back instead takes their place. */
export async function patchFile(path: string, change: (data: Buffer) => Buffer | void): Promise<void> {
  const data = await readFile(path);
  await writeFile(path, change(data) ?? data);
}

/** Moves a segment in time: its tfdt, of version 1 as ffmpeg writes it. */
export function shiftDecodeTime(data: Buffer, ticks: number): void {
  const at = requireBox(data, ['moof', 'traf', 'tfdt']).contentStart + 4;
  data.writeBigUInt64BE(data.readBigUInt64BE(at) + BigInt(ticks), at);
}

/** Marks the first sample as one that needs others; ffmpeg writes each sample's duration, size, flags and offset. */
export function clearSyncFlag(data: Buffer): void {
  const trun = requireBox(data, ['moof', 'traf', 'trun']);
  const present = data.readUInt32BE(trun.contentStart) & 0xffffff;
  if (!(present & 0x400)) throw new Error('the samples carry no flags of their own');
  const before = [0x1, 0x4, 0x100, 0x200].filter((field) => present & field).length;
  data.writeUInt32BE(0x1010000, trun.contentStart + 8 + 4 * before);
}

/** Overwrites the media from a place on, as a share of it; the tables stay whole. */
export function spoilMedia(data: Buffer, fromShare = 0): void {
  const media = readBoxes(data).find(({ type }) => type === 'mdat');
  if (!media) throw new Error('there is no media to spoil');
  const length = media.end - media.contentStart;
  data.fill(0xa5, media.contentStart + Math.floor(fromShare * length), media.end);
}
