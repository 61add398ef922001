export interface GridCell {
  x: number;
  y: number;
}

export interface GridLayout {
  /** Of each cell; even, as 4:2:0 needs it. */
  width: number;
  height: number;
  cells: GridCell[];
}

export const canvas = { width: 1280, height: 720 } as const;

const evenBelow = (length: number): number => 2 * Math.floor(length / 2);

/** Two beside each other, then squares of 2 × 2 and 3 × 3; a row that isn't full stands in the middle. */
export function gridLayout(count: number): GridLayout {
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const width = evenBelow(canvas.width / columns);
  const height = evenBelow(canvas.height / rows);
  const cells = Array.from({ length: count }, (_, cell): GridCell => {
    const row = Math.floor(cell / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = evenBelow((canvas.width - inRow * width) / 2);
    return { x: left + (cell % columns) * width, y: row * height };
  });
  return { width, height, cells };
}
