/** PES timestamps count 90,000 a second in 33 bits: they begin again after 26.5 hours. */
export const ptsTicksPerMs = 90;
const wrapTicks = 2 ** 33;

/** The value that the 33 bits stand for, next to a value that is known. May be below 0 or above 2^33. */
export function unwrapPts(pts: number, near: number): number {
  const turns = Math.round((near - pts) / wrapTicks);
  return pts + turns * wrapTicks;
}

/** Five bytes (ISO/IEC 13818-1 2.4.3.7); arithmetic, as JavaScript's bits end at 32. */
export const readPts = (data: Buffer, at: number): number =>
  ((data[at]! >> 1) & 0x07) * 2 ** 30 +
  ((data.readUInt16BE(at + 1) >> 1) & 0x7fff) * 2 ** 15 +
  ((data.readUInt16BE(at + 3) >> 1) & 0x7fff);
