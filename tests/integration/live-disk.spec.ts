import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CameraStatus } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mountSmallDisk, type SmallDisk } from '../../libs/storage/src/testing/small-disk.js';
import { startLivePlatform, type LivePlatform } from '../platform/live-platform.js';
import { eventually } from '../platform/test-platform.js';

const mebibyte = 1024 ** 2;

/** Where no file system can be mounted there is nothing to fill. */
const disk = mountSmallDisk(96 * mebibyte);

describe.skipIf(!disk)('a camera on a disk that somebody else fills', () => {
  let platform: LivePlatform;
  const filler = (): string => join((disk as SmallDisk).folder, 'somebody-elses');

  beforeAll(async () => {
    platform = await startLivePlatform(
      { UPLOADS_DIR: disk!.folder, BUFFER_SECONDS: '600', RING_MIN_FREE_BYTES: String(20 * mebibyte) },
      { bufferedSec: 14, workers: 0 },
    );
  });
  afterAll(async () => {
    await platform?.close();
    disk?.unmount();
  });

  const status = async (): Promise<CameraStatus> => (await platform.live.camera(platform.camera.id)).status!;
  const fill = (leftBytes: number): void =>
    writeFileSync(filler(), Buffer.alloc(96 * mebibyte - leftBytes - used()));
  /** About what the ring has by now; the rest is folders. */
  const used = (): number => 3 * mebibyte;

  it('keeps less, says so, and is whole again by itself when there is room', async () => {
    const before = await status();
    expect(before.buffer.isShortened).toBe(false);
    fill(10 * mebibyte);
    await eventually('it keeps less', async () => {
      const { buffer } = await status();
      return buffer.isShortened && buffer.durationSec < 13;
    });
    // it goes on all the same
    const { newestFrame } = (await status()).buffer;
    await eventually('new pictures', async () => (await status()).buffer.newestFrame! > newestFrame!);
    expect((await status()).state).toBe('live');
    rmSync(filler());
    await eventually('it is no longer short', async () => !(await status()).buffer.isShortened, 45_000);
    await eventually('it grows', async () => (await status()).buffer.durationSec > 16);
  });

  it('says that the disk is full, refuses clips and snapshots, and records again when it is not', async () => {
    // whatever is left, to the last byte
    try {
      writeFileSync(filler(), Buffer.alloc(96 * mebibyte));
    } catch {
      // that is what it is for
    }
    await eventually('it says so', async () => (await status()).state === 'disk_full', 30_000);
    const { live, camera } = platform;
    const answer = await live.ask('POST', `/api/cameras/${camera.id}/clips/start`, {
      startUtc: (await live.buffer(camera.id)).newest_frame,
    });
    const snapshot = await live.ask('POST', `/api/cameras/${camera.id}/snapshots`, {});
    for (const { text } of [answer, snapshot]) expect(JSON.parse(text)).toMatchObject({ code: 'disk_full' });
    rmSync(filler());
    await eventually('it records again', async () => (await status()).state === 'live', 30_000);
    const { newestFrame } = (await status()).buffer;
    await eventually('new pictures', async () => (await status()).buffer.newestFrame! > newestFrame!);
  });
});
