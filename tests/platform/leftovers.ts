import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestPlatform } from './test-platform.js';

/** What lies in the platform's folders and how many videos it knows: the same before and after something refused. */
export async function takeStock(platform: TestPlatform) {
  const [{ count }] = (await platform.database.query('SELECT count(*)::int AS count FROM videos')) as [
    { count: number },
  ];
  return {
    incoming: platform.files('incoming'),
    sources: platform.files('sources'),
    work: platform.files('work'),
    media: filesBelow(join(platform.uploadsDir, 'media')),
    videos: count,
  };
}

export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
