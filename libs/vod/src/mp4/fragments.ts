import { Mp4Error, readBoxes, requireBox, requireContent, type Box } from './boxes.js';
import type { TakeTrack } from './take-init.js';

/** A moof box and the media behind it, as a run of bytes. */
export interface Fragment {
  moof: Buffer;
  media: Buffer;
}

/** When a fragment's samples of one track are decoded, in the track's ticks. */
export interface FragmentTimes {
  trackId: number;
  startTicks: number;
  /** Of the last sample: whatever comes next must come later. */
  lastTicks: number;
}

/** What stands between fragments and tells of nothing that stays true in another file. */
const betweenFragments = ['styp', 'sidx', 'prft', 'emsg', 'mfra', 'free'];

/** The fragments in a chunk. Throws Mp4Error. */
export function splitFragments(data: Buffer): Fragment[] {
  const fragments: Fragment[] = [];
  let inFragment = false;
  for (const box of readBoxes(data)) {
    if (box.type === 'moof') {
      fragments.push({ moof: data.subarray(box.start, box.end), media: data.subarray(box.end, box.end) });
      inFragment = true;
    } else if (betweenFragments.includes(box.type)) inFragment = false;
    else if (inFragment) {
      const fragment = fragments.at(-1)!;
      const from = fragment.media.byteOffset - data.byteOffset;
      fragment.media = data.subarray(from, box.end);
    }
  }
  return fragments;
}

const trafsOf = (moof: Buffer): Box[] => {
  const root = requireBox(moof, ['moof']);
  return readBoxes(moof, root.contentStart, root.end).filter(({ type }) => type === 'traf');
};

const flagsOf = (data: Buffer, box: Box): number => data.readUInt32BE(box.contentStart) & 0xffffff;

/** Times of every track that has samples in the fragment. Throws Mp4Error. */
export function readFragmentTimes(moof: Buffer, tracks: readonly TakeTrack[]): FragmentTimes[] {
  return trafsOf(moof).flatMap((traf): FragmentTimes[] => {
    const tfhd = requireBox(moof, ['tfhd'], traf);
    const trackId = moof.readUInt32BE(tfhd.contentStart + 4);
    const track = tracks.find((known) => known.trackId === trackId);
    if (!track) throw new Mp4Error(`a fragment of track ${trackId}, which the init segment doesn't know`);
    const startTicks = readDecodeTime(moof, requireBox(moof, ['tfdt'], traf));
    const usual = defaultDuration(moof, tfhd) ?? track.defaultSampleDuration;
    const durations = readBoxes(moof, traf.contentStart, traf.end)
      .filter(({ type }) => type === 'trun')
      .flatMap((trun) => readDurations(moof, trun, usual));
    if (durations.length === 0) return [];
    const allButLast = durations.slice(0, -1).reduce((sum, ticks) => sum + ticks, 0);
    return [{ trackId, startTicks, lastTicks: startTicks + allButLast }];
  });
}

function readDecodeTime(data: Buffer, tfdt: Box): number {
  const isLong = data[tfdt.contentStart] === 1;
  requireContent(tfdt, isLong ? 12 : 8);
  const at = tfdt.contentStart + 4;
  return isLong ? Number(data.readBigUInt64BE(at)) : data.readUInt32BE(at);
}

/** tfhd (ISO/IEC 14496-12 8.8.7): base_data_offset and sample_description_index stand before it, where they are there. */
function defaultDuration(data: Buffer, tfhd: Box): number | null {
  const flags = flagsOf(data, tfhd);
  if (!(flags & 0x8)) return null;
  return data.readUInt32BE(tfhd.contentStart + 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0));
}

/** trun (8.8.8). */
function readDurations(data: Buffer, trun: Box, usual: number): number[] {
  const flags = flagsOf(data, trun);
  const count = data.readUInt32BE(trun.contentStart + 4);
  const fields = [0x100, 0x200, 0x400, 0x800].filter((field) => flags & field).length;
  const from = 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
  requireContent(trun, from + 4 * fields * count);
  // a count costs no bytes when all samples are alike
  if (count > 1_000_000) throw new Mp4Error(`${count} samples in one fragment`);
  return Array.from({ length: count }, (_, sample) =>
    flags & 0x100 ? data.readUInt32BE(trun.contentStart + from + 4 * fields * sample) : usual,
  );
}

/**
 * The moof box of a fragment that stands at another place in time and in its file: decode times moved, 64 bits wide
 * now, and with them every place that is told from the box's beginning. `fileOffset` is where it will be written.
 */
export function moveFragment(
  moof: Buffer,
  shiftTicks: ReadonlyMap<number, number>,
  fileOffset: number,
): Buffer {
  const root = requireBox(moof, ['moof']);
  const trafs = trafsOf(moof);
  const grows = trafs.filter((traf) => moof[requireBox(moof, ['tfdt'], traf).contentStart] === 0).length;
  const parts = readBoxes(moof, root.contentStart, root.end).map((box) =>
    box.type === 'traf'
      ? moveTraf(moof, box, {
          shiftTicks,
          fileOffset,
          grownBytes: 4 * grows,
          isFirst: box.start === trafs[0]?.start,
        })
      : moof.subarray(box.start, box.end),
  );
  return makeBox('moof', parts);
}

interface Move {
  shiftTicks: ReadonlyMap<number, number>;
  fileOffset: number;
  grownBytes: number;
  isFirst: boolean;
}

function moveTraf(moof: Buffer, traf: Box, move: Move): Buffer {
  const tfhd = requireBox(moof, ['tfhd'], traf);
  const trackId = moof.readUInt32BE(tfhd.contentStart + 4);
  const namesBase = (flagsOf(moof, tfhd) & 0x1) !== 0;
  // without either flag the data of a later track are told from the end of the one before it
  const fromMoof = namesBase || (flagsOf(moof, tfhd) & 0x20000) !== 0 || move.isFirst;
  const parts = readBoxes(moof, traf.contentStart, traf.end).map((box) => {
    const copy = Buffer.from(moof.subarray(box.start, box.end));
    const at = box.contentStart - box.start;
    // a base can only be where the fragment lay in the file it came from
    if (box.type === 'tfhd' && namesBase) copy.writeBigUInt64BE(BigInt(move.fileOffset), at + 8);
    if (box.type === 'trun' && fromMoof && flagsOf(moof, box) & 0x1)
      copy.writeInt32BE(copy.readInt32BE(at + 8) + move.grownBytes, at + 8);
    if (box.type !== 'tfdt') return copy;
    const content = Buffer.alloc(12);
    content.writeUInt8(1, 0);
    const ticks = readDecodeTime(moof, box) + (move.shiftTicks.get(trackId) ?? 0);
    if (ticks < 0) throw new Mp4Error('a fragment would begin before 0');
    content.writeBigUInt64BE(BigInt(ticks), 4);
    return makeBox('tfdt', [content]);
  });
  return makeBox('traf', parts);
}

function makeBox(type: string, parts: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + parts.reduce((sum, { length }) => sum + length, 0));
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...parts]);
}
