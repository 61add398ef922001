export interface Mp4Box {
  type: string;
  start: number;
  contentStart: number;
  end: number;
}

/** The box at an offset, or null while its header isn't there yet. Its end may lie behind the bytes that are. */
export function boxAt(bytes: Uint8Array, start: number, end = bytes.length): Mp4Box | null {
  if (start + 8 > end) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
  const shortSize = view.getUint32(start);
  if (shortSize !== 1) return { type, start, contentStart: start + 8, end: start + Math.max(8, shortSize) };
  if (start + 16 > end) return null;
  return { type, start, contentStart: start + 16, end: start + Number(view.getBigUint64(start + 8)) };
}

export function boxesIn(bytes: Uint8Array, start = 0, end = bytes.length): Mp4Box[] {
  const boxes: Mp4Box[] = [];
  for (let box = boxAt(bytes, start, end); box && box.end <= end; box = boxAt(bytes, box.end, end))
    boxes.push(box);
  return boxes;
}

/** Everything along a path of types, for example ['moov', 'trak']. */
export function findBoxes(bytes: Uint8Array, path: readonly string[], within?: Mp4Box): Mp4Box[] {
  const [type, ...rest] = path;
  const found = boxesIn(bytes, within?.contentStart, within?.end).filter((box) => box.type === type);
  return rest.length === 0 ? found : found.flatMap((box) => findBoxes(bytes, rest, box));
}
