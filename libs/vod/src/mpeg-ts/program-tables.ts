import type { TsPacket } from './packets.js';

/** The video track of a transport stream. */
export interface TsVideoTrack {
  pid: number;
  codec: 'h264' | 'hevc' | 'other';
}

const patPid = 0;
/** ISO/IEC 13818-1, table 2-34. */
const videoTypes = new Map<number, TsVideoTrack['codec']>([
  [0x01, 'other'],
  [0x02, 'other'],
  [0x10, 'other'],
  [0x1b, 'h264'],
  [0x24, 'hevc'],
]);

/** Looks for the first video track; ffmpeg repeats both tables, each fits into one packet. */
export function findVideoTrack(data: Buffer, packets: Iterable<TsPacket>): TsVideoTrack | null {
  let pmtPid: number | null = null;
  for (const packet of packets) {
    if (!packet.startsUnit) continue;
    if (packet.pid === patPid) pmtPid = readPat(sectionOf(data, packet));
    else if (packet.pid === pmtPid) {
      const track = readPmt(sectionOf(data, packet));
      if (track) return track;
    }
  }
  return null;
}

/** A table behind its pointer field, without its CRC; what does not fit into the packet is cut off. */
function sectionOf(data: Buffer, packet: TsPacket): Buffer {
  const start = packet.payloadStart + 1 + data[packet.payloadStart]!;
  if (start + 3 > packet.end) return data.subarray(0, 0);
  const lengthBytes = data.readUInt16BE(start + 1) & 0xfff;
  return data.subarray(start, Math.max(start, Math.min(packet.end, start + 3 + lengthBytes - 4)));
}

function readPat(section: Buffer): number | null {
  for (let at = 8; at + 4 <= section.length; at += 4)
    if (section.readUInt16BE(at) !== 0) return section.readUInt16BE(at + 2) & 0x1fff;
  return null;
}

function readPmt(section: Buffer): TsVideoTrack | null {
  if (section.length < 12) return null;
  let at = 12 + (section.readUInt16BE(10) & 0xfff);
  while (at + 5 <= section.length) {
    const codec = videoTypes.get(section[at]!);
    if (codec) return { pid: section.readUInt16BE(at + 1) & 0x1fff, codec };
    at += 5 + (section.readUInt16BE(at + 3) & 0xfff);
  }
  return null;
}
