import { Mp4Error } from '@sluice/vod';

/** The pictures found in media data, in decoding order. */
export interface Pictures {
  count: number;
  /** Which of them are IDR pictures. */
  idr: number[];
}

const sliceNonIdr = 1;
const sliceIdr = 5;

/**
 * Walks length-prefixed NAL units (ISO/IEC 14496-15 4.3.2) and counts pictures: a slice whose first_mb_in_slice is 0,
 * which is the single bit 1, begins one (ITU-T H.264 7.3.3). Independent of the sample tables, so that both can be
 * held against each other. Throws Mp4Error when the units don't end exactly where the data ends.
 */
export function readPictures(data: Buffer, start: number, end: number, nalLengthBytes: number): Pictures {
  const pictures: Pictures = { count: 0, idr: [] };
  let at = start;
  while (at < end) {
    const unit = at + nalLengthBytes;
    const size = unit < end ? data.readUIntBE(at, nalLengthBytes) : 0;
    if (size === 0 || unit + size > end)
      throw new Mp4Error(`the NAL unit at byte ${at} does not fit into the media data`);
    const type = data[unit]! & 0x1f;
    const beginsPicture = (type === sliceIdr || type === sliceNonIdr) && (data[unit + 1] ?? 0) >= 0x80;
    if (beginsPicture && type === sliceIdr) pictures.idr.push(pictures.count);
    if (beginsPicture) pictures.count++;
    at = unit + size;
  }
  return pictures;
}
