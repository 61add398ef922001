/** Walks ISO base media file format boxes (ISO/IEC 14496-12, 4.2). Just enough to read what ffmpeg's fMP4 muxer writes. */
export interface Box {
  type: string;
  /** Offset of the box's first byte, its header included, in the buffer walked. */
  start: number;
  end: number;
  /** Offset of the first byte after the header. */
  contentStart: number;
}

export class Mp4Error extends Error {
  override readonly name = 'Mp4Error';
}

/** A box takes eight bytes in the file and a hundred here; a header that somebody uploaded may be nothing but boxes. */
const childrenMax = 100_000;

/** The boxes between two offsets. Throws Mp4Error on a box that does not fit: a truncated or foreign file. */
export function readBoxes(data: Buffer, start = 0, end = data.length): Box[] {
  const boxes: Box[] = [];
  let at = start;
  while (at < end) {
    if (at + 8 > end) throw new Mp4Error(`box header cut off at byte ${at}`);
    const type = data.toString('latin1', at + 4, at + 8);
    let size = data.readUInt32BE(at);
    let contentStart = at + 8;
    if (size === 1) {
      if (at + 16 > end) throw new Mp4Error(`box header cut off at byte ${at}`);
      size = Number(data.readBigUInt64BE(at + 8));
      contentStart = at + 16;
    }
    if (size < contentStart - at || at + size > end)
      throw new Mp4Error(`box "${type}" of ${size} bytes at ${at} does not fit into ${end - start} bytes`);
    if (boxes.length === childrenMax) throw new Mp4Error(`more than ${childrenMax} boxes follow each other`);
    boxes.push({ type, start: at, end: at + size, contentStart });
    at += size;
  }
  return boxes;
}

/** Follows a path of box types, for example ['moov', 'trak', 'mdia'], taking the first of each. */
export function findBox(data: Buffer, path: readonly string[], within?: Box): Box | null {
  let box = within ?? null;
  for (const type of path) {
    const children: Box[] = box ? readBoxes(data, box.contentStart, box.end) : readBoxes(data);
    box = children.find((child) => child.type === type) ?? null;
    if (!box) return null;
  }
  return box;
}

/** Throws Mp4Error when a box is too short for what is about to be read from it. */
export function requireContent(box: Box, bytes: number): void {
  if (box.contentStart + bytes > box.end) throw new Mp4Error(`the ${box.type} box is cut off`);
}

export function requireBox(data: Buffer, path: readonly string[], within?: Box): Box {
  const box = findBox(data, path, within);
  if (!box) throw new Mp4Error(`there is no ${path.join('/')} box`);
  return box;
}
