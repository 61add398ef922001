import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalStorage } from '@sluice/storage';
import { SluiceError } from '@sluice/vod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asRemote } from '../../libs/storage/src/testing/remote-storage.js';
import { Reading } from './reading.js';

describe('what cannot be read', () => {
  let scratch: string;
  let storage: LocalStorage;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-reading-'));
    storage = new LocalStorage({ rootDir: scratch });
    // whoever goes through it is told ELOOP
    symlinkSync(join(scratch, 'videos'), join(scratch, 'videos'));
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  it('is told with its path while the storage answers', async () => {
    const told = await new Reading(storage).orElse(
      async () => String(await storage.stat('videos/a/a1/master.m3u8')),
      (why) => why,
    );
    expect(told).toBe(`Local storage: reading failed (ELOOP): ${join(scratch, 'videos/a/a1/master.m3u8')}`);
  });

  it('waits until the storage is back, and ends the run when it stays away', async () => {
    const away = new SluiceError('storage_unavailable', 'S3 HeadObject failed: ECONNREFUSED');
    const failing = () => Promise.reject(away);
    let asked = 0;
    const stat = () => (++asked < 3 ? failing() : Promise.resolve(null));
    const waiting = { triesMax: 3, pauseMs: 1 };
    const back = new Reading(asRemote(storage, { stat }), waiting);
    expect(await back.orElse(failing, (why) => why)).toBe('S3 HeadObject failed: ECONNREFUSED');
    expect(asked).toBe(3);
    const gone = new Reading(asRemote(storage, { stat: failing }), waiting);
    await expect(gone.orElse(failing, (why) => why)).rejects.toThrow('The storage is away');
  });

  it('is not what anything else throws', async () => {
    const connection = Object.assign(new Error('read ECONNRESET'), { syscall: 'read', code: 'ECONNRESET' });
    const look = () => Promise.reject(connection);
    await expect(new Reading(storage).orElse(look, () => undefined)).rejects.toBe(connection);
  });
});
