import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findHidden } from './find-hidden.js';
import type { FsckContext } from './finding.js';

describe('what interrupted writes and deletions leave', () => {
  let uploadsDir: string;
  beforeEach(() => {
    uploadsDir = mkdtempSync(join(tmpdir(), 'sluice-hidden-'));
  });
  afterEach(() => {
    vi.useRealTimers();
    rmSync(uploadsDir, { recursive: true });
  });

  function leave(path: string): string {
    mkdirSync(join(uploadsDir, path, '..'), { recursive: true });
    writeFileSync(join(uploadsDir, path), 'half');
    return path;
  }

  it('is found when it is older than a day, and deleted; nothing else is', async () => {
    const half = leave(`media/videos/v/a1/720p/.init.mp4.${randomUUID()}.tmp`);
    const folder = `media/videos/v/.a2.${randomUUID()}.deleted`;
    leave(`${folder}/720p/init.mp4`);
    const others = [
      leave('media/videos/v/a1/720p/init.mp4'),
      leave('media/.snapshot/init.mp4'),
      leave(`media/.snapshot/.x.${randomUUID()}.tmp`),
      leave('sources/.nfs000000000000000a00000001'),
    ];
    const context = { uploadsDir } as FsckContext;
    expect(await findHidden(context)).toEqual([]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 25 * 3600_000 });
    const found = await findHidden(context);
    expect(found.map(({ id, code }) => [id, code])).toEqual(
      expect.arrayContaining([
        [half, 'orphan'],
        [folder, 'orphan'],
      ]),
    );
    expect(found).toHaveLength(2);
    for (const finding of found) expect(await finding.deleteOrphan!()).toBe(true);
    expect(await findHidden(context)).toEqual([]);
    expect(others.every((path) => existsSync(join(uploadsDir, path)))).toBe(true);
    expect(existsSync(join(uploadsDir, folder))).toBe(false);
  });
});
