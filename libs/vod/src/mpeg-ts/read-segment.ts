import { beginsWithKeySlice } from './first-slice.js';
import { readPackets, packetBytes, type TsPacket } from './packets.js';
import { findVideoTrack, type TsVideoTrack } from './program-tables.js';
import { readPts, unwrapPts } from './pts.js';

/** One frame: ffmpeg writes each as a PES packet of its own. */
export interface TsFrame {
  /** Where its first packet lies in the file. */
  start: number;
  /** Unwrapped next to the segment's first. */
  ptsTicks: number;
}

/** What a segment's bytes say about its pictures. */
export interface TsSegment {
  codec: TsVideoTrack['codec'];
  frames: TsFrame[];
  /** Of the first and of the last picture in the order they are shown. The last may be above 2^33. */
  firstPtsTicks: number;
  lastPtsTicks: number;
  /** The usual distance of pictures; 0 when there is only one. */
  frameTicks: number;
  startsWithKeyFrame: boolean;
  /** It ends within a packet: whoever wrote it was killed. */
  isTorn: boolean;
}

/** Reads a segment as ffmpeg's mpegts muxer writes it; null when no picture's beginning is in it. */
export function readTsSegment(data: Buffer): TsSegment | null {
  const track = findVideoTrack(data, readPackets(data));
  if (!track) return null;
  const packets = [...readPackets(data)].filter(({ pid }) => pid === track.pid);
  const frames = readFrames(data, packets);
  if (frames.length === 0) return null;
  const times = frames.map(({ ptsTicks }) => ptsTicks).toSorted((a, b) => a - b);
  return {
    codec: track.codec,
    frames,
    firstPtsTicks: times[0]!,
    lastPtsTicks: times.at(-1)!,
    frameTicks: medianDistance(times),
    startsWithKeyFrame: startsWithKeyFrame(data, packets, track.codec),
    isTorn: data.length % packetBytes !== 0,
  };
}

function readFrames(data: Buffer, packets: readonly TsPacket[]): TsFrame[] {
  const frames: TsFrame[] = [];
  for (const packet of packets) {
    const pts = packet.startsUnit ? ptsOf(data, packet) : null;
    if (pts === null) continue;
    frames.push({ start: packet.start, ptsTicks: unwrapPts(pts, frames[0]?.ptsTicks ?? pts) });
  }
  return frames;
}

/** A PES header with a presentation time (ISO/IEC 13818-1 2.4.3.6). */
function ptsOf(data: Buffer, { payloadStart, end }: TsPacket): number | null {
  const isPes = payloadStart + 14 <= end && data.readUIntBE(payloadStart, 3) === 1;
  return isPes && (data[payloadStart + 7]! & 0x80) !== 0 ? readPts(data, payloadStart + 9) : null;
}

const medianDistance = (times: readonly number[]): number =>
  times
    .slice(1)
    .map((time, at) => time - times[at]!)
    .toSorted((a, b) => a - b)[Math.floor((times.length - 1) / 2)] ?? 0;

/** By the first frame's picture data; by the muxer's flag where that is not to be seen. */
function startsWithKeyFrame(
  data: Buffer,
  packets: readonly TsPacket[],
  codec: TsVideoTrack['codec'],
): boolean {
  const from = packets.findIndex(({ startsUnit }) => startsUnit);
  const next = packets.findIndex(({ startsUnit }, at) => at > from && startsUnit);
  const ofFirst = packets.slice(from, next < 0 ? undefined : next);
  const frame = Buffer.concat(ofFirst.map(({ payloadStart, end }) => data.subarray(payloadStart, end)));
  return beginsWithKeySlice(frame, codec) ?? packets[from]!.isRandomAccess;
}
