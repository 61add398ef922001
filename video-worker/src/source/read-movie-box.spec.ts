import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMovieBox } from './read-movie-box.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-movie-box-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A box whose size may be a claim. */
function box(type: string, content: Buffer | string = '', size = 8 + content.length): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(size);
  return Buffer.concat([header, Buffer.from(type + content.toString('latin1'), 'latin1')]);
}

/** A box with a 64-bit size. */
function longBox(type: string, content: string, size = 16 + content.length): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(size));
  return Buffer.concat([box(type, '', 1), length, Buffer.from(content)]);
}

async function read(...boxes: Buffer[]) {
  const path = join(folder, 'file');
  await writeFile(path, Buffer.concat(boxes));
  return readMovieBox(path);
}

const ftyp = box('ftyp', 'isom');
const moov = box('moov', 'the index');
const mdat = box('mdat', 'pictures');

describe('readMovieBox', () => {
  it.each([
    ['in front of the media', [ftyp, moov, mdat]],
    ['behind the media', [ftyp, box('free'), mdat, moov]],
    ['behind media of 64-bit size', [ftyp, longBox('mdat', 'pictures'), moov]],
    ['before media that reach to the end', [ftyp, moov, box('mdat', 'pictures', 0)]],
    ['without a file type, as old films are', [mdat, moov]],
    ['before a second one', [ftyp, moov, box('moov', 'another')]],
  ])('finds the index %s', async (_, boxes) => {
    expect(await read(...boxes)).toEqual({ moov, fragmented: false });
  });

  it('finds an index of 64-bit size', async () => {
    expect(await read(ftyp, longBox('moov', 'the index'))).toEqual({
      moov: longBox('moov', 'the index'),
      fragmented: false,
    });
  });

  it('gives an index that reaches to the end of the file its size', async () => {
    expect(await read(ftyp, mdat, box('moov', 'the index', 0))).toEqual({ moov, fragmented: false });
  });

  it('tells when the film goes on in fragments', async () => {
    expect(await read(ftyp, moov, box('moof'), mdat)).toEqual({ moov, fragmented: true });
    expect(await read(ftyp, moov, mdat, box('sidx'), box('moof'))).toEqual({ moov, fragmented: true });
  });

  it('jumps over media of any size', async () => {
    const path = join(folder, 'large');
    const mediaBytes = 6 * 1024 ** 3;
    const file = await open(path, 'w');
    await file.write(Buffer.concat([ftyp, longBox('mdat', '', mediaBytes)]), 0);
    await file.write(moov, 0, moov.length, ftyp.length + mediaBytes);
    await file.close();
    expect(await readMovieBox(path)).toEqual({ moov, fragmented: false });
    await truncate(path, ftyp.length + mediaBytes);
    expect(await readMovieBox(path)).toBeNull();
  });

  it.each([
    ['nothing', []],
    ['no index', [ftyp, mdat]],
    ['another kind of file', [Buffer.from('\x1a\x45\xdf\xa3 a browser recording')]],
    ['a text', [Buffer.from('#EXTM3U\n#EXT-X-VERSION:7\n')]],
    ['media that are cut off', [ftyp, moov, box('mdat', 'pictures', 100)]],
    ['an index that is cut off', [ftyp, mdat, box('moov', 'the index', 18)]],
    ['a header that is cut off', [ftyp, moov, Buffer.from([0, 0, 0])]],
    ['a long header that is cut off', [ftyp, moov, box('mdat', '', 1)]],
    ['a size smaller than its header', [ftyp, box('moov', 'the index', 7)]],
    ['a long size smaller than its header', [ftyp, longBox('moov', 'the index', 15)]],
    ['a size beyond all numbers', [ftyp, longBox('moov', 'the index', 2 ** 63)]],
    ['nothing but boxes', [moov, ...Array<Buffer>(1000).fill(box('free'))]],
  ])('finds none in %s', async (_, boxes) => {
    expect(await read(...boxes)).toBeNull();
  });

  it('takes no index larger than 128 MB', async () => {
    const path = join(folder, 'huge');
    const size = 128 * 1024 ** 2 + 1;
    await writeFile(path, box('moov', '', size));
    await truncate(path, size);
    expect(await readMovieBox(path)).toBeNull();
  });
});
