import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VideoSamples } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { areAllIdr } from './check-idr.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-idr-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** nal_unit_type of ITU-T H.264, table 7-1. */
const types = { slice: 1, partition: 2, idr: 5, sei: 6, sps: 7, pps: 8, delimiter: 9 };
type Unit = [type: keyof typeof types, bytes: number];

/** A sample of NAL units, each behind its length. */
const sampleOf = (units: readonly Unit[], lengthSize = 4): Buffer =>
  Buffer.concat(
    units.flatMap(([type, bytes]) => {
      const length = Buffer.alloc(lengthSize);
      length.writeUIntBE(bytes, 0, lengthSize);
      // nal_ref_idc stands before the type
      return [length, Buffer.alloc(bytes, 0x60 | types[type])];
    }),
  );

const avc = (lengthSize: number): Pick<VideoSamples, 'avc'> => ({
  avc: { profile: 100, level: 40, codecs: 'avc1.640028', lengthSize },
});

/** Asks about samples that lie behind each other, as in a chunk of a film. */
async function ask(samples: readonly Buffer[], lengthSize = 4): Promise<boolean> {
  const path = join(folder, 'film');
  await writeFile(path, Buffer.concat([Buffer.alloc(48), ...samples]));
  let offset = 48;
  const places = samples.map(({ length }) => ({ offset: (offset += length) - length, size: length }));
  return areAllIdr(path, avc(lengthSize), places);
}

describe('areAllIdr', () => {
  it.each<[string, Unit[]]>([
    ['a picture alone', [['idr', 9000]]],
    [
      'parameters and messages before it',
      [
        ['delimiter', 2],
        ['sps', 30],
        ['pps', 6],
        ['sei', 700],
        ['idr', 100],
      ],
    ],
    [
      'a message longer than is read at once',
      [
        ['sei', 5000],
        ['sei', 4090],
        ['idr', 100],
      ],
    ],
    [
      'the picture right behind what is read at once',
      [
        ['sei', 4092],
        ['idr', 100],
      ],
    ],
    [
      'the picture on the edge of what is read at once',
      [
        ['sei', 4089],
        ['idr', 100],
      ],
    ],
  ])('takes %s', async (_, units) => {
    expect(await ask([sampleOf(units)])).toBe(true);
  });

  it.each<[string, Unit[]]>([
    [
      'a picture that needs others',
      [
        ['sps', 30],
        ['pps', 6],
        ['slice', 9000],
      ],
    ],
    [
      'a part of one',
      [
        ['partition', 100],
        ['idr', 100],
      ],
    ],
    ['no picture', [['sei', 700]]],
    ['nothing', []],
    ['units of nothing but a header without end', Array.from({ length: 100 }, (): Unit => ['sei', 1])],
  ])('refuses %s', async (_, units) => {
    expect(await ask([sampleOf(units)])).toBe(false);
  });

  it('reads lengths of one and two bytes', async () => {
    for (const lengthSize of [1, 2])
      expect(
        await ask(
          [
            sampleOf(
              [
                ['sei', 200],
                ['idr', 100],
              ],
              lengthSize,
            ),
          ],
          lengthSize,
        ),
      ).toBe(true);
    expect(
      await ask(
        [
          sampleOf(
            [
              ['sei', 200],
              ['idr', 100],
            ],
            2,
          ),
        ],
        4,
      ),
    ).toBe(false);
  });

  it('wants every sample to be one', async () => {
    const [idr, other] = [sampleOf([['idr', 9000]]), sampleOf([['slice', 9000]])];
    expect(await ask([idr, idr, idr])).toBe(true);
    expect(await ask([idr, idr, other])).toBe(false);
    expect(await ask([])).toBe(true);
  });

  it('refuses what lies outside the file, and what is no H.264', async () => {
    const path = join(folder, 'short');
    await writeFile(path, sampleOf([['idr', 10]]));
    const whole = { offset: 0, size: 14 };
    expect(await areAllIdr(path, avc(4), [whole])).toBe(true);
    expect(await areAllIdr(path, { avc: null }, [whole])).toBe(false);
    for (const offset of [14, 2 ** 40, 2 ** 62])
      expect(await areAllIdr(path, avc(4), [{ ...whole, offset }])).toBe(false);
  });

  it('looks at an hour of segments in a moment', async () => {
    const samples = Array<Buffer>(900).fill(
      sampleOf([
        ['sei', 700],
        ['idr', 100],
      ]),
    );
    const startedAt = performance.now();
    expect(await ask(samples)).toBe(true);
    // a tenth of it here
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
