import type { TsVideoTrack } from './program-tables.js';

/**
 * Whether a frame's first picture data is a key frame's, by its NAL units' types: the random access flag is only what the
 * muxer was told. null when there is no picture data in these bytes.
 */
export function beginsWithKeySlice(frame: Buffer, codec: TsVideoTrack['codec']): boolean | null {
  if (codec === 'other') return null;
  for (let at = frame.indexOf(startCode); at >= 0; at = frame.indexOf(startCode, at + 3)) {
    const header = frame[at + 3];
    if (header === undefined) return null;
    const isKey = codec === 'h264' ? isIdrSlice(header & 0x1f) : isIrapSlice((header >> 1) & 0x3f);
    if (isKey !== null) return isKey;
  }
  return null;
}

const startCode = Buffer.from([0, 0, 1]);

/** H.264, table 7-1: 5 is a slice of an IDR picture, 1 to 4 of others; the rest is no picture data. */
const isIdrSlice = (type: number): boolean | null =>
  type === 5 ? true : type >= 1 && type <= 4 ? false : null;

/** HEVC, table 7-1: 16 to 21 are slices of pictures that decoding can begin at, below 16 of others. */
const isIrapSlice = (type: number): boolean | null => (type < 16 ? false : type <= 21 ? true : null);
