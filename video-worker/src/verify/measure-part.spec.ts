import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readInitSegment, segmentFileName, SluiceError } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFilmStudio, type FilmStudio } from '../encode/testing/film-studio.js';
import { encodePicture, encodeSound, planSmall } from '../testing/encode-small.js';
import { clearSyncFlag, patchFile, shiftDecodeTime } from '../testing/patch-segment.js';
import { measurePart } from './measure-part.js';

let studio: FilmStudio;
let workDir: string;

/** 11 s at 25 pictures a second: segments of 4, 4 and 3 s. */
beforeAll(async () => {
  studio = await openFilmStudio();
  workDir = join(studio.folder, 'encoded');
  const sourcePath = await studio.make(
    'source.mp4',
    ...'-f lavfi -i testsrc2=s=96x64:r=25:d=11 -f lavfi -i sine=440:r=48000:d=11'.split(' '),
    ...'-c:v libx264 -pix_fmt yuv420p -c:a aac'.split(' '),
  );
  const plan = await planSmall(sourcePath);
  await encodePicture(plan, { sourcePath, workDir }, null);
  await encodeSound(plan, { sourcePath, workDir });
});
afterAll(async () => {
  await studio.close();
  expect(existsSync(studio.folder)).toBe(false);
});

const all = { first: 0, count: 3 };
const names = [0, 1, 2].map((index) => segmentFileName(index));

/** What ffprobe reads of a segment behind its init segment. */
async function packetsOf(
  name: string,
  files: readonly string[],
): Promise<Record<'pts' | 'dts' | 'size' | 'pos', number>[]> {
  const path = await studio.join(
    'behind-init.mp4',
    ['init.mp4', ...files].map((file) => join(workDir, name, file)),
  );
  return (await studio.packets(path, 'pts,dts,size,pos')).map((line) => {
    const [pts, dts, size, pos] = line.split(',').map(Number) as [number, number, number, number];
    return { pts, dts, size, pos };
  });
}

describe('measurePart', () => {
  it('measures a picture as ffprobe does', async () => {
    const part = await measurePart(workDir, '64p', all);
    const init = await readFile(join(workDir, '64p/init.mp4'));
    const packets = await packetsOf('64p', names);
    const iFrames: number[] = [];
    for (const file of names) {
      const [first] = await packetsOf('64p', [file]);
      iFrames.push(first!.pos + first!.size - init.length);
    }
    const contents = await Promise.all(names.map((file) => readFile(join(workDir, '64p', file))));
    const ticks = part.timescale / 25;
    // ffprobe counts from where presentation begins, behind the delay that B-frames cause
    const delay = readInitSegment(init).presentationStart;
    expect(delay).toBe(2 * ticks);
    expect(part).toEqual({
      kind: 'video',
      width: 96,
      height: 64,
      codecs: expect.stringMatching(/^avc1\.6400[0-9a-f]{2}$/),
      timescale: 12_800,
      initHash: createHash('sha256').update(init).digest('hex'),
      startTicks: packets[0]!.dts + delay,
      endTicks: packets.at(-1)!.dts + delay + ticks,
      sampleCount: packets.length,
      segments: [4, 4, 3].map((durationSec, at) => ({
        durationSec,
        sizeBytes: contents[at]!.length,
        iFrameBytes: iFrames[at],
        md5Hex: createHash('md5').update(contents[at]!).digest('hex'),
      })),
      firstPresentationSec: 1,
    });
    expect(part.sampleCount).toBe(275);
  });

  it('measures some segments in the middle', async () => {
    const whole = await measurePart(workDir, '32p', all);
    const middle = await measurePart(workDir, '32p', { first: 1, count: 1 });
    expect(middle).toEqual({
      ...whole,
      startTicks: whole.startTicks + 4 * whole.timescale,
      endTicks: whole.startTicks + 8 * whole.timescale,
      sampleCount: 100,
      segments: [whole.segments[1]],
      firstPresentationSec: 5,
    });
  });

  it('measures sound', async () => {
    const part = await measurePart(workDir, 'audio', all);
    expect(part).toMatchObject({
      kind: 'audio',
      width: null,
      height: null,
      codecs: 'mp4a.40.2',
      timescale: 48_000,
    });
    expect(part.segments.map(({ iFrameBytes }) => iFrameBytes)).toEqual([0, 0, 0]);
    expect(part.sampleCount).toBe(Math.ceil((part.endTicks - part.startTicks) / 1024));
    expect(part.firstPresentationSec).toBeGreaterThan(0.96);
    expect(part.firstPresentationSec).toBeLessThanOrEqual(1);
  });

  /** Measures a changed copy. */
  async function measureChanged(name: string, change: (folder: string) => Promise<unknown>, range = all) {
    const folder = join(studio.folder, 'changed');
    await cp(workDir, folder, { recursive: true });
    try {
      await change(join(folder, name));
      return await measurePart(folder, name, range);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const at = (file: string, change: (data: Buffer) => Buffer | void) => (folder: string) =>
    patchFile(join(folder, file), change);
  const cut = (bytes: number) => (data: Buffer) => data.subarray(0, data.length - bytes);

  it.each<[string, string, (folder: string) => Promise<unknown>, RegExp]>([
    [
      'a missing init segment',
      '64p',
      (folder) => rm(join(folder, 'init.mp4')),
      /^64p: init\.mp4 cannot be read: /,
    ],
    [
      'an empty init segment',
      '64p',
      at('init.mp4', () => Buffer.alloc(0)),
      /^64p: init\.mp4 cannot be read: /,
    ],
    ['a cut-off init segment', '64p', at('init.mp4', cut(20)), /^64p: init\.mp4 cannot be read: /],
    [
      'another file for an init segment',
      '64p',
      (folder) => writeFile(join(folder, 'init.mp4'), '<html>not found</html>'),
      /^64p: init\.mp4 cannot be read: /,
    ],
    [
      'a missing segment',
      '64p',
      (folder) => rm(join(folder, names[1]!)),
      /^64p: seg_00001\.m4s cannot be read: /,
    ],
    [
      'an empty segment',
      '32p',
      at(names[2]!, () => Buffer.alloc(0)),
      /^32p: seg_00002\.m4s cannot be read: /,
    ],
    ['a segment cut off by one byte', '64p', at(names[2]!, cut(1)), /^64p: seg_00002\.m4s cannot be read: /],
    [
      'a cut-off segment of sound',
      'audio',
      at(names[0]!, cut(100)),
      /^audio: seg_00000\.m4s cannot be read: /,
    ],
    [
      'a jump in decode times',
      '64p',
      at(names[1]!, (data) => shiftDecodeTime(data, 1)),
      /^64p: seg_00001\.m4s does not continue where the segment before it ends\.$/,
    ],
    [
      'a jump back',
      'audio',
      at(names[2]!, (data) => shiftDecodeTime(data, -1024)),
      /^audio: seg_00002\.m4s does not continue where the segment before it ends\.$/,
    ],
    [
      'segments in the wrong order',
      '64p',
      async (folder) => {
        await rename(join(folder, names[1]!), join(folder, 'aside'));
        await rename(join(folder, names[0]!), join(folder, names[1]!));
        await rename(join(folder, 'aside'), join(folder, names[0]!));
      },
      /^64p: seg_00001\.m4s does not continue where the segment before it ends\.$/,
    ],
    [
      'a segment that does not begin with a key frame',
      '64p',
      at(names[1]!, clearSyncFlag),
      /^64p: seg_00001\.m4s does not begin with a key frame\.$/,
    ],
  ])('refuses %s', async (_, name, change, detail) => {
    const refused = await measureChanged(name, change).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SluiceError);
    expect(refused).toMatchObject({ code: 'output_invalid', detail: expect.stringMatching(detail) });
  });

  it('refuses no segments at all', async () => {
    await expect(measurePart(workDir, '64p', { first: 0, count: 0 })).rejects.toThrow(
      new SluiceError('output_invalid', '64p: there are no segments.'),
    );
  });

  it('takes what lies beside the range as it is', async () => {
    const part = await measureChanged('64p', (folder) => rm(join(folder, names[0]!)), { first: 1, count: 2 });
    expect(part.segments).toHaveLength(2);
  });
});
