import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareWorkRoot } from './work-root.js';

describe('prepareWorkRoot', () => {
  let uploadsDir: string;
  beforeEach(() => {
    uploadsDir = mkdtempSync(join(tmpdir(), 'sluice-work-root-'));
  });
  afterEach(() => rmSync(uploadsDir, { recursive: true, force: true }));

  it('makes the folder', async () => {
    expect(await prepareWorkRoot(uploadsDir)).toBe(join(uploadsDir, 'work'));
    expect(readdirSync(uploadsDir)).toEqual(['work']);
  });

  it('removes what is older than a day, and neither newer work nor the copies of sources', async () => {
    const longAgo = new Date(Date.now() - 25 * 3600_000);
    for (const name of ['old-a1-c3-1', 'new-a1-c3-1', 'sources']) {
      const path = join(uploadsDir, 'work', name, '720p');
      mkdirSync(path, { recursive: true });
      if (name !== 'new-a1-c3-1') utimesSync(join(uploadsDir, 'work', name), longAgo, longAgo);
    }
    await prepareWorkRoot(uploadsDir);
    expect(readdirSync(join(uploadsDir, 'work'))).toEqual(['new-a1-c3-1', 'sources']);
  });
});
