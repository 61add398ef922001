import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileListName, type Manifest } from '../backup/manifest.js';
import { findAbsent } from './find-absent.js';

it('names what the platform lacked and no earlier backup had, and every folder that could not be read', async () => {
  const backup = mkdtempSync(join(tmpdir(), 'sluice-absent-'));
  const databaseFolder = 'database-1';
  mkdirSync(join(backup, databaseFolder));
  const entry = (path: string) => ({ path, sizeBytes: 1, mtimeMs: 1, sha256: 'a'.repeat(64) });
  const listed = ['sources/kept', 'sources/rotted', 'media/folder/one'].map((path) =>
    JSON.stringify(entry(path)),
  );
  writeFileSync(join(backup, databaseFolder, fileListName), `${listed.join('\n')}\n`);
  const manifest = {
    databaseFolder,
    missing: ['sources/kept', 'sources/lost'],
    unreadable: ['sources/rotted', 'sources/rotten', 'media/folder'],
  } as Partial<Manifest> as Manifest;
  const absent = await findAbsent(backup, manifest);
  expect([...absent]).toEqual(['sources/lost', 'sources/rotten', 'media/folder']);
  rmSync(backup, { recursive: true });
});
