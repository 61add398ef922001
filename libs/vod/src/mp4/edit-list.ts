import { findBox, Mp4Error, requireContent, type Box } from './boxes.js';

/** One entry of an edit list (ISO/IEC 14496-12 8.6.6): a stretch of the media and how long it is shown. */
export interface Edit {
  /** In units of the movie's timescale. */
  duration: number;
  /** Where in the media the stretch begins, in units of the track's timescale; -1 where nothing is shown. */
  mediaTime: number;
  /** 1 is the speed it was recorded at. */
  rate: number;
}

/** Editors make dozens; a header that somebody uploaded may claim millions. */
const editsMax = 10_000;

/** The edits of a track, none when it is shown as it is. Throws Mp4Error. */
export function readEdits(data: Buffer, track: Box): Edit[] {
  const elst = findBox(data, ['edts', 'elst'], track);
  if (!elst) return [];
  requireContent(elst, 8);
  const at = elst.contentStart;
  const long = data[at] === 1;
  const entryBytes = long ? 20 : 12;
  const count = data.readUInt32BE(at + 4);
  requireContent(elst, 8 + count * entryBytes);
  if (count > editsMax) throw new Mp4Error(`${count} edits are more than ${editsMax}`);
  return Array.from({ length: count }, (_, entry) => {
    const from = at + 8 + entry * entryBytes;
    return {
      duration: long ? Number(data.readBigUInt64BE(from)) : data.readUInt32BE(from),
      mediaTime: long ? Number(data.readBigInt64BE(from + 8)) : data.readInt32BE(from + 4),
      rate: data.readInt32BE(from + entryBytes - 4) / 0x10000,
    };
  });
}

/** The media time of the first edit that shows something: where presentation begins on the media's own time line. */
export const presentationStart = (edits: readonly Edit[]): number =>
  edits.find(({ mediaTime }) => mediaTime >= 0)?.mediaTime ?? 0;
