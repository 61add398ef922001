import { storyboardColumns, type Storyboard, type TilesPart } from '@sluice/vod';
import sharp from 'sharp';

const quality = 74;

interface Tile {
  pixels: Buffer;
}

/** Puts the chunks' tiles together to full sheets, in their order. `load` fetches a part from storage. */
export async function* joinTiles(
  storyboard: Storyboard,
  parts: readonly TilesPart[],
  load: (fileName: string) => Promise<Buffer>,
): AsyncGenerator<Buffer> {
  const perSheet = storyboard.columns * storyboard.rows;
  let waiting: Tile[] = [];
  for (const part of parts) {
    waiting.push(...(await cutTiles(storyboard, part, await load(part.fileName))));
    while (waiting.length >= perSheet) {
      yield await makeSheet(storyboard, waiting.slice(0, perSheet));
      waiting = waiting.slice(perSheet);
    }
  }
  if (waiting.length > 0) yield await makeSheet(storyboard, waiting);
}

/** Decodes a part once and cuts its tiles out. */
async function cutTiles(
  { tileWidth, tileHeight }: Storyboard,
  part: TilesPart,
  image: Buffer,
): Promise<Tile[]> {
  const { data, info } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const stride = info.width * info.channels;
  return Array.from({ length: part.tileCount }, (_, tile) => {
    const left = (tile % storyboardColumns) * tileWidth * info.channels;
    const top = Math.floor(tile / storyboardColumns) * tileHeight;
    const lines = Array.from({ length: tileHeight }, (__, line) => {
      const at = (top + line) * stride + left;
      return data.subarray(at, at + tileWidth * info.channels);
    });
    return { pixels: Buffer.concat(lines) };
  });
}

function makeSheet(storyboard: Storyboard, tiles: readonly Tile[]): Promise<Buffer> {
  const { columns, tileWidth, tileHeight } = storyboard;
  const raw = { width: tileWidth, height: tileHeight, channels: 3 as const };
  return sharp({
    create: {
      width: columns * tileWidth,
      height: Math.ceil(tiles.length / columns) * tileHeight,
      channels: 3,
      background: '#000',
    },
  })
    .composite(
      tiles.map(({ pixels }, tile) => ({
        input: pixels,
        raw,
        left: (tile % columns) * tileWidth,
        top: Math.floor(tile / columns) * tileHeight,
      })),
    )
    .jpeg({ quality, mozjpeg: true })
    .toBuffer();
}
