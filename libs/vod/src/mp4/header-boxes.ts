import { Mp4Error, requireContent, type Box } from './boxes.js';

/** Ticks a second, from an mvhd (the movie's) or an mdhd (a track's) box: they begin alike (ISO/IEC 14496-12 8.2.2, 8.4.2). */
export function readTimescale(data: Buffer, box: Box): number {
  const at = data[box.contentStart] === 1 ? 20 : 12;
  requireContent(box, at + 4);
  const timescale = data.readUInt32BE(box.contentStart + at);
  if (timescale === 0) throw new Mp4Error(`the ${box.type} box has no timescale`);
  return timescale;
}

/**
 * Whether an mvhd or tkhd box leaves the picture as it is stored (8.2.2, 8.3.2): its matrix { a, b, u, c, d, v, … }
 * neither turns nor mirrors. What only makes it larger or puts it elsewhere changes nothing for a film alone on a screen.
 */
export function keepsUpright(data: Buffer, box: Box): boolean {
  const grown = data[box.contentStart] === 1 ? 12 : 0;
  const at = (box.type === 'mvhd' ? 36 : 40) + grown;
  requireContent(box, at + 36);
  const [a, b, , c, d] = [0, 4, 8, 12, 16].map((offset) => data.readInt32BE(box.contentStart + at + offset));
  return a! > 0 && b === 0 && c === 0 && d! > 0;
}

/** The kind of a track's media (8.4.3), for example "vide". */
export function readHandler(data: Buffer, hdlr: Box): string {
  requireContent(hdlr, 12);
  return data.toString('latin1', hdlr.contentStart + 8, hdlr.contentStart + 12);
}
