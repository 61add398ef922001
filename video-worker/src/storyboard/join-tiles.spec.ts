import { planStoryboard, sheetCount, type Storyboard, type TilesPart } from '@sluice/vod';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { joinTiles } from './join-tiles.js';

const [tileWidth, tileHeight] = [16, 8];
const columns = 10;

const storyboardOf = (tileCount: number): Storyboard => ({
  ...planStoryboard({ width: 16, height: 8, tileCount, intervalSec: 2, durationSec: 2 * tileCount }),
  tileWidth,
  tileHeight,
});

/** Every tile has a colour of its own; neighbours differ by far more than JPEG blurs. */
const colourOf = (tile: number): [number, number, number] => [
  (tile * 83) % 256,
  (tile * 149 + 60) % 256,
  (tile * 211 + 120) % 256,
];

/** A picture of tiles with these numbers, in rows of ten; where there is none it is white. */
async function makePart(first: number, count: number): Promise<Buffer> {
  const rows = Math.ceil(count / columns);
  const [width, height] = [columns * tileWidth, rows * tileHeight];
  const data = Buffer.alloc(width * height * 3, 255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = Math.floor(y / tileHeight) * columns + Math.floor(x / tileWidth);
      if (at < count) data.set(colourOf(first + at), (y * width + x) * 3);
    }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** Joins parts of these many tiles; answers the sheets and which parts were loaded. */
async function join(counts: readonly number[]): Promise<{ sheets: Buffer[]; loaded: string[] }> {
  const parts: TilesPart[] = counts.map((tileCount, at) => ({ fileName: `tiles_0000${at}.jpg`, tileCount }));
  const loaded: string[] = [];
  const total = counts.reduce((sum, count) => sum + count, 0);
  const load = (fileName: string): Promise<Buffer> => {
    loaded.push(fileName);
    const at = parts.findIndex((part) => part.fileName === fileName);
    const first = counts.slice(0, at).reduce((sum, count) => sum + count, 0);
    return makePart(first, counts[at]!);
  };
  const sheets: Buffer[] = [];
  for await (const sheet of joinTiles(storyboardOf(total), parts, load)) sheets.push(sheet);
  return { sheets, loaded };
}

interface SeenSheet {
  width: number;
  height: number;
  /** The colour in the middle of each place. */
  colours: number[][];
}

async function look(sheet: Buffer): Promise<SeenSheet> {
  const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
  const places = (info.height / tileHeight) * columns;
  const colours = Array.from({ length: places }, (_, place) => {
    const x = (place % columns) * tileWidth + tileWidth / 2;
    const y = Math.floor(place / columns) * tileHeight + tileHeight / 2;
    const at = (y * info.width + x) * info.channels;
    return [...data.subarray(at, at + 3)];
  });
  return { width: info.width, height: info.height, colours };
}

const isNear = (seen: readonly number[], wanted: readonly number[]): boolean =>
  wanted.every((value, channel) => Math.abs(value - (seen[channel] ?? -999)) < 24);

describe('joinTiles', () => {
  it.each([
    ['one tile', [1]],
    ['one row and a little', [11]],
    ['a full sheet in one part', [100]],
    ['a sheet and one tile, in one part', [101]],
    ['small parts', [2, 2, 4, 8, 15, 7]],
    ['parts that end in the middle of sheets', [90, 25, 3, 95, 40]],
    ['a part that fills more than one sheet', [5, 230, 9]],
    ['three full sheets', [150, 150]],
  ])('puts every tile in its place: %s', async (_, counts) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const { sheets, loaded } = await join(counts);
    expect(loaded).toEqual(counts.map((__, at) => `tiles_0000${at}.jpg`));
    expect(sheets).toHaveLength(sheetCount(storyboardOf(total)));
    for (const [at, sheet] of sheets.entries()) {
      const count = Math.min(100, total - at * 100);
      const { width, height, colours } = await look(sheet);
      expect([width, height]).toEqual([columns * tileWidth, Math.ceil(count / columns) * tileHeight]);
      const wrong = colours
        .slice(0, count)
        .flatMap((seen, tile) => (isNear(seen, colourOf(at * 100 + tile)) ? [] : [at * 100 + tile]));
      expect(wrong).toEqual([]);
      for (const empty of colours.slice(count)) expect(isNear(empty, [0, 0, 0])).toBe(true);
    }
  });

  it('makes none of no parts', async () => {
    expect(await join([])).toEqual({ sheets: [], loaded: [] });
  });

  it('holds no more than a sheet and a part: each is loaded when it is needed', async () => {
    const parts: TilesPart[] = [100, 100, 100].map((tileCount, at) => ({
      fileName: `tiles_0000${at}.jpg`,
      tileCount,
    }));
    const loaded: string[] = [];
    const load = (fileName: string): Promise<Buffer> => {
      loaded.push(fileName);
      return makePart(0, 100);
    };
    for await (const _ of joinTiles(storyboardOf(300), parts, load)) {
      expect(loaded).toHaveLength(1);
      break;
    }
  });

  it('fails with what the store says', async () => {
    const gone = new Error('gone');
    const sheets = joinTiles(storyboardOf(1), [{ fileName: 'tiles_00000.jpg', tileCount: 1 }], () =>
      Promise.reject(gone),
    );
    await expect(sheets.next()).rejects.toBe(gone);
  });
});
