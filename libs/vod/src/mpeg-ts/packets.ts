/** The packets of an MPEG transport stream (ISO/IEC 13818-1 2.4.3), as far as it takes to find a track's frames. */
export interface TsPacket {
  pid: number;
  /** A PES packet, or a table, begins in it. */
  startsUnit: boolean;
  /** The adaptation field says that decoding can begin here. */
  isRandomAccess: boolean;
  /** The packet's own place in the file, and its payload's. */
  start: number;
  payloadStart: number;
  end: number;
}

export const packetBytes = 188;
const syncByte = 0x47;

/** All whole packets. What is no packet is skipped up to the next one; a torn packet at the end is left out. */
export function* readPackets(data: Buffer): Generator<TsPacket> {
  for (let start = 0; start + packetBytes <= data.length;) {
    if (data[start] !== syncByte) {
      start = findSync(data, start + 1);
      continue;
    }
    const packet = readPacket(data, start);
    if (packet) yield packet;
    start += packetBytes;
  }
}

/** A sync byte counts where the next packet has one too: 0x47 is in any picture. */
function findSync(data: Buffer, from: number): number {
  for (let at = from; at + packetBytes <= data.length; at++) {
    const isLast = at + 2 * packetBytes > data.length;
    if (data[at] === syncByte && (isLast || data[at + packetBytes] === syncByte)) return at;
  }
  return data.length;
}

function readPacket(data: Buffer, start: number): TsPacket | null {
  const flags = data[start + 3]!;
  const hasAdaptation = (flags & 0x20) !== 0;
  const hasPayload = (flags & 0x10) !== 0;
  const hasError = (data[start + 1]! & 0x80) !== 0;
  const adaptationBytes = hasAdaptation ? data[start + 4]! + 1 : 0;
  const payloadStart = start + 4 + adaptationBytes;
  if (hasError || !hasPayload || payloadStart >= start + packetBytes) return null;
  return {
    pid: data.readUInt16BE(start + 1) & 0x1fff,
    startsUnit: (data[start + 1]! & 0x40) !== 0,
    isRandomAccess: adaptationBytes > 1 && (data[start + 5]! & 0x40) !== 0,
    start,
    payloadStart,
    end: start + packetBytes,
  };
}
