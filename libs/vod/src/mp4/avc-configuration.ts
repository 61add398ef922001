import { Mp4Error, readBoxes, requireContent, type Box } from './boxes.js';

/** How a track's H.264 is to be decoded (avcC, ISO/IEC 14496-15 5.3.3.1). */
export interface AvcConfiguration {
  /** profile_idc: 66 Baseline, 77 Main, 100 High. */
  profile: number;
  /** level_idc: 41 is 4.1. */
  level: number;
  /** RFC 6381, as EXT-X-STREAM-INF's CODECS takes it, for example "avc1.64001f". */
  codecs: string;
  /** Bytes before each NAL unit that hold its length: 1, 2 or 4. */
  lengthSize: number;
}

/** Bytes of a visual sample entry before the boxes inside it (ISO/IEC 14496-12 12.1.3). */
const visualEntryBytes = 78;

/** Reads the avcC box of an avc1 or avc3 sample entry. Throws Mp4Error. */
export function readAvcConfiguration(data: Buffer, entry: Box): AvcConfiguration {
  const avcC = readBoxes(data, entry.contentStart + visualEntryBytes, entry.end).find(
    (box) => box.type === 'avcC',
  );
  if (!avcC) throw new Mp4Error('there is no avcC box');
  requireContent(avcC, 5);
  const at = avcC.contentStart;
  return {
    profile: data.readUInt8(at + 1),
    level: data.readUInt8(at + 3),
    codecs: `${entry.type}.${data.toString('hex', at + 1, at + 4)}`,
    lengthSize: (data.readUInt8(at + 4) & 3) + 1,
  };
}
