import { tmpdir } from 'node:os';
import { SluiceError } from '@sluice/vod';
import { afterAll, describe, expect, it } from 'vitest';
import { mountSmallDisk } from '../../../libs/storage/src/testing/small-disk.js';
import { FfmpegFailure } from '../ffmpeg/run-ffmpeg.js';
import { blameFullDisk } from './blame-full-disk.js';

describe('blameFullDisk', () => {
  const disk = mountSmallDisk(8 * 1024 ** 2);
  afterAll(() => disk?.unmount());
  const invalid = new SluiceError('output_invalid', 'seg_00003.m4s cannot be read.');
  const ended = (line: string): FfmpegFailure =>
    new FfmpegFailure('audio to fit', { exitCode: 1, exitSignal: null, logTail: [line], wallSec: 1 });

  it.skipIf(!disk)('takes broken output on a disk without room for the disk’s trouble', async () => {
    expect(await blameFullDisk(invalid, disk!.folder)).toMatchObject({ code: 'disk_full', cause: invalid });
  });

  it('takes for it an ffmpeg that says so, whatever room there is by now', async () => {
    const failure = ended('[error] av_interleaved_write_frame(): No space left on device');
    expect(await blameFullDisk(failure, tmpdir())).toMatchObject({ code: 'disk_full', cause: failure });
  });

  it.skipIf(!disk)('leaves every other error as it is', async () => {
    const others = [new SluiceError('source_unreadable'), new TypeError('a bug'), ended('[error] no frame!')];
    for (const error of others) expect(await blameFullDisk(error, disk!.folder)).toBe(error);
  });

  it('leaves broken output where there is room', async () => {
    expect(await blameFullDisk(invalid, tmpdir())).toBe(invalid);
  });
});
