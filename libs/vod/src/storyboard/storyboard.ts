import { z } from 'zod';
import { storyboardSheetName } from '../storage-layout/keys.js';

/** Small pictures of a whole video on a few sheets, for scrubbing and previews. */
export const storyboardSchema = z.object({
  /** Between two tiles: whole groups of pictures, because tiles are key frames. */
  intervalSec: z.number().positive(),
  tileWidth: z.int().positive(),
  tileHeight: z.int().positive(),
  columns: z.int().positive(),
  rows: z.int().positive(),
  tileCount: z.int().positive(),
  durationSec: z.number().positive(),
});
export type Storyboard = z.infer<typeof storyboardSchema>;

const tileSide = 160;
export const storyboardColumns = 10;
const rows = 10;
/** Ten minutes at a tile every 2 s; a longer film gets its tiles further apart. */
const tilesMax = 300;

/** How many key frames apart the tiles are, so that no video has more than the bound. */
export const keyFramesPerTile = (keyFrameCount: number): number =>
  Math.max(1, Math.ceil(keyFrameCount / tilesMax));

/** The size of a tile of a rendition. */
export function storyboardTileSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, tileSide / Math.max(width, height));
  const even = (length: number): number => Math.max(2, 2 * Math.round((length * scale) / 2));
  return { width: even(width), height: even(height) };
}

/** The storyboard of a rendition with tiles `intervalSec` apart. */
export function planStoryboard(rendition: {
  width: number;
  height: number;
  tileCount: number;
  intervalSec: number;
  durationSec: number;
}): Storyboard {
  const tile = storyboardTileSize(rendition.width, rendition.height);
  return {
    intervalSec: rendition.intervalSec,
    tileWidth: tile.width,
    tileHeight: tile.height,
    columns: storyboardColumns,
    rows,
    tileCount: rendition.tileCount,
    durationSec: rendition.durationSec,
  };
}

export const sheetCount = ({ tileCount, columns: across, rows: down }: Storyboard): number =>
  Math.ceil(tileCount / (across * down));

/** WebVTT with a cue for each tile: the sheet's address and the tile's place on it (W3C Media Fragments, xywh). */
export function buildStoryboardVtt(storyboard: Storyboard, uriOf: (fileName: string) => string): string {
  const { intervalSec, tileWidth, tileHeight, durationSec } = storyboard;
  const perSheet = storyboard.columns * storyboard.rows;
  const cues = Array.from({ length: storyboard.tileCount }, (_, tile) => {
    const place = tile % perSheet;
    const x = (place % storyboard.columns) * tileWidth;
    const y = Math.floor(place / storyboard.columns) * tileHeight;
    const last = tile === storyboard.tileCount - 1;
    const end = last ? Math.max(durationSec, tile * intervalSec + 0.001) : (tile + 1) * intervalSec;
    const sheet = uriOf(storyboardSheetName(Math.floor(tile / perSheet)));
    return `${timestamp(tile * intervalSec)} --> ${timestamp(end)}\n${sheet}#xywh=${x},${y},${tileWidth},${tileHeight}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

/** hh:mm:ss.mmm */
function timestamp(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const [hours, minutes, rest] = [
    Math.floor(milliseconds / 3_600_000),
    Math.floor(milliseconds / 60_000) % 60,
    milliseconds % 60_000,
  ];
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(Math.floor(rest / 1000), 2)}.${pad(rest % 1000, 3)}`;
}
