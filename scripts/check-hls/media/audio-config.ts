import { Mp4Error, type Box } from '@sluice/vod';

/** AudioSpecificConfig (ISO/IEC 14496-3 1.6.2.1). */
export interface AudioConfig {
  /** 2 is AAC-LC, 5 HE-AAC, 29 HE-AAC v2. */
  objectType: number;
  channels: number;
}

const objectTypeAac = 0x40;

/** Reads esds (ISO/IEC 14496-1 7.2.6): descriptors inside each other down to the decoder's configuration. */
export function readAudioConfig(data: Buffer, esds: Box): AudioConfig {
  const stream = readDescriptor(data, esds.contentStart + 4, esds.end, 0x03);
  const flags = data[stream.start + 2]!;
  if (flags & 0xe0) throw new Mp4Error('esds has optional fields that no AAC file here should have');
  const decoder = readDescriptor(data, stream.start + 3, stream.end, 0x04);
  if (data[decoder.start] !== objectTypeAac) throw new Mp4Error('esds does not describe AAC');
  const config = readDescriptor(data, decoder.start + 13, decoder.end, 0x05);
  if (config.end - config.start < 2) throw new Mp4Error('the AAC configuration is cut off');
  const bits = data.readUInt16BE(config.start);
  return { objectType: bits >> 11, channels: (bits >> 3) & 0x0f };
}

/** A descriptor's tag, then its size in seven bits a byte. */
function readDescriptor(
  data: Buffer,
  at: number,
  limit: number,
  tag: number,
): { start: number; end: number } {
  if (data[at] !== tag) throw new Mp4Error(`esds has no descriptor ${tag}`);
  let start = at + 1;
  let size = 0;
  for (let i = 0; i < 4; i++) {
    const byte = data[start++] ?? 0;
    size = size * 128 + (byte & 0x7f);
    if (!(byte & 0x80)) break;
  }
  if (start + size > limit) throw new Mp4Error('esds is cut off');
  return { start, end: start + size };
}
