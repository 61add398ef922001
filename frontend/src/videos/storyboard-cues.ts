export interface Tile {
  sheetUrl: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The tiles of a storyboard in order of time; cues that don't name a place on a sheet are left out. */
export function parseStoryboard(vtt: string, vttUrl: string): Tile[] {
  const cues = vtt.matchAll(/-->[^\n]*\n([^\n#]+)#xywh=(\d+),(\d+),(\d+),(\d+)/g);
  return [...cues].map(([, address, x, y, width, height]) => ({
    sheetUrl: new URL(address ?? '', vttUrl).href,
    x: Number(x),
    y: Number(y),
    width: Number(width),
    height: Number(height),
  }));
}

/** So many at most, evenly over the whole: a preview of a long film ends before one is bored. */
export function pickEvenly<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]!);
}
