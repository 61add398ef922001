import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SluiceError } from '@sluice/vod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countFinished, countListed } from './count-segments.js';

let workDir: string;
beforeEach(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'sluice-count-'));
  for (const name of ['720p', '480p']) await mkdir(join(workDir, name));
});
afterEach(async () => {
  await rm(workDir, { recursive: true });
  expect(existsSync(workDir)).toBe(false);
});

describe('countFinished', () => {
  const write = (...files: string[]): Promise<unknown> =>
    Promise.all(files.map((file) => writeFile(join(workDir, file), 'media')));
  const count = (first = 0): Promise<number> => countFinished(workDir, ['720p', '480p'], first);

  it('is none before the first one is whole', async () => {
    await write('720p/seg_00000.m4s.tmp', '480p/seg_00000.m4s.tmp');
    expect(await count()).toBe(0);
  });

  it('is none before anything is there', async () => {
    expect(await countFinished(join(workDir, 'nothing'), ['720p'], 0)).toBe(0);
  });

  it('counts what is whole in every rendition', async () => {
    await write('720p/seg_00000.m4s', '720p/seg_00001.m4s', '720p/seg_00002.m4s');
    await write('480p/seg_00000.m4s', '480p/seg_00001.m4s', '480p/seg_00002.m4s.tmp');
    expect(await count()).toBe(2);
  });

  it('stops where one is missing', async () => {
    await write('720p/seg_00000.m4s', '720p/seg_00002.m4s', '480p/seg_00000.m4s', '480p/seg_00002.m4s');
    expect(await count()).toBe(1);
  });

  it('counts on from what has gone to storage', async () => {
    await write('720p/seg_00007.m4s', '480p/seg_00007.m4s', '720p/seg_00008.m4s', '480p/seg_00008.m4s');
    expect(await count(7)).toBe(2);
    expect(await count()).toBe(0);
  });
});

describe('countListed', () => {
  const playlist = (files: string[], end = '#EXT-X-ENDLIST\n'): string =>
    [
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      '#EXT-X-MAP:URI="init.mp4"',
      ...files.flatMap((file) => ['#EXTINF:4.000000,', file]),
      end,
    ].join('\n');
  const listed = async (text: string | null, first = 0): Promise<number> => {
    if (text !== null) await writeFile(join(workDir, '720p/playlist.m3u8'), text);
    return countListed(workDir, '720p', first);
  };

  it('believes a playlist that ends and names them in their order', async () => {
    expect(await listed(playlist(['seg_00000.m4s', 'seg_00001.m4s']))).toBe(2);
  });

  it('begins where the chunk begins', async () => {
    expect(await listed(playlist(['seg_00008.m4s', 'seg_00009.m4s', 'seg_00010.m4s']), 8)).toBe(3);
  });

  it('takes names with the folder before them', async () => {
    expect(await listed(playlist(['720p/seg_00000.m4s']))).toBe(1);
  });

  it.each([
    ['is missing', null, 0, 'the playlist does not end'],
    ['is empty', '', 0, 'the playlist does not end'],
    ['does not end', playlist(['seg_00000.m4s'], ''), 0, 'the playlist does not end'],
    ['is something else', '<html>\n#EXT-X-ENDLIST', 0, 'the playlist does not end'],
    ['names none', playlist([]), 0, 'there are no segments'],
    ['leaves one out', playlist(['seg_00000.m4s', 'seg_00002.m4s']), 0, 'segment 1 is missing'],
    ['names them in another order', playlist(['seg_00001.m4s', 'seg_00000.m4s']), 0, 'segment 0 is missing'],
    ['begins elsewhere', playlist(['seg_00000.m4s']), 8, 'segment 8 is missing'],
  ])('refuses a playlist that %s', async (_, text, first, detail) => {
    await expect(listed(text, first)).rejects.toThrow(new SluiceError('output_invalid', `720p: ${detail}.`));
  });
});
