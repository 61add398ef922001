import { Readable } from 'node:stream';
import { SluiceError } from '@sluice/vod';
import { expect, it } from 'vitest';
import { MeteredUpload } from './metered-upload.js';
import { comingUnseen, lookEveryBytes, stillToCome, type UploadRoom } from './upload-room.js';

const roomFor = (announcedBytes: number | null, receivedBytes = 0): UploadRoom => ({
  id: String(announcedBytes),
  announcedBytes,
  quotaBytes: null,
  receivedBytes,
});

it('counts what was announced until it has come, and of the rest what comes before somebody looks', () => {
  const rooms = [roomFor(1e9, 4e8), roomFor(1000, 1200), roomFor(1e6), roomFor(null), roomFor(null, 5e9)];
  expect(stillToCome(rooms)).toBe(6e8 + 0 + 1e6 + 2 * lookEveryBytes);
  expect(comingUnseen(rooms)).toBe(lookEveryBytes + 0 + 1e6 + 2 * lookEveryBytes);
});

it('leaves the disk its room, however many come together without saying how large they are', async () => {
  const [minFreeBytes, chunk] = [512 * 1024 ** 2, Buffer.alloc(4 * 1024 ** 2)];
  let freeBytes = minFreeBytes + 10 * lookEveryBytes;
  const rooms = new Set<UploadRoom>();
  const refuseWithoutRoomFor = (bytes: number): void => {
    if (freeBytes - bytes < minFreeBytes) throw new SluiceError('disk_full');
  };
  const upload = async (): Promise<void> => {
    const room = roomFor(null);
    rooms.add(room);
    try {
      refuseWithoutRoomFor(stillToCome(rooms));
      const body = Readable.from(Array.from({ length: 100 }, () => chunk));
      const metered = new MeteredUpload(room, async () => refuseWithoutRoomFor(comingUnseen(rooms)));
      for await (const bytes of body.pipe(metered)) freeBytes -= (bytes as Buffer).length;
    } finally {
      rooms.delete(room);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: 20 }, upload));
  expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  expect(freeBytes).toBeGreaterThanOrEqual(minFreeBytes);
});
