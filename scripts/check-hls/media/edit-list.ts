import { findBox, requireBox } from '@sluice/vod';

/** How an edit list moves a track in time (ISO/IEC 14496-12 8.6.6). */
export interface EditList {
  /** Added to composition times, in seconds. ffmpeg takes the delay of B-frames off with it. */
  shiftSec: number;
  /** False when it does more than shift: cuts the end off, changes the speed, joins several parts. */
  onlyShifts: boolean;
}

const emptyEdit = -1;
const normalRate = 0x10000;

/** Reads the edit list of the one track; without one nothing is shifted. Throws Mp4Error or RangeError. */
export function readEditList(data: Buffer): EditList {
  const elst = findBox(data, ['moov', 'trak', 'edts', 'elst']);
  if (!elst) return { shiftSec: 0, onlyShifts: true };
  const mdhd = requireBox(data, ['moov', 'trak', 'mdia', 'mdhd']);
  const movieTimescale = readTimescale(data, requireBox(data, ['moov', 'mvhd']).contentStart);
  const trackTimescale = readTimescale(data, mdhd.contentStart);
  const edits = readEdits(data, elst.contentStart);
  const shift: EditList = { shiftSec: 0, onlyShifts: true };
  for (const [index, { duration, mediaTime, rate }] of edits.entries()) {
    const last = index === edits.length - 1;
    if (mediaTime === emptyEdit && !last) shift.shiftSec += duration / movieTimescale;
    else if (last && mediaTime >= 0) shift.shiftSec -= mediaTime / trackTimescale;
    else shift.onlyShifts = false;
    // A fragmented track has no duration yet: an edit that lasts would cut it.
    if (last && (duration !== 0 || rate !== normalRate)) shift.onlyShifts = false;
  }
  return shift;
}

/** mvhd and mdhd begin alike: two times and the timescale, of 64 or of 32 bits. */
const readTimescale = (data: Buffer, at: number): number =>
  data.readUInt32BE(at + (data[at] === 1 ? 20 : 12));

function readEdits(data: Buffer, at: number): { duration: number; mediaTime: number; rate: number }[] {
  const wide = data[at] === 1;
  const size = wide ? 20 : 12;
  return Array.from({ length: Math.min(data.readUInt32BE(at + 4), 16) }, (_, index) => {
    const edit = at + 8 + index * size;
    return {
      duration: wide ? Number(data.readBigUInt64BE(edit)) : data.readUInt32BE(edit),
      mediaTime: wide ? Number(data.readBigInt64BE(edit + 8)) : data.readInt32BE(edit + 4),
      rate: data.readUInt32BE(edit + size - 4),
    };
  });
}
