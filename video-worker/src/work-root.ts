import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Injection token of the folder that unfinished work lies in, below UPLOADS_DIR/work. */
export const WORK_ROOT = Symbol('work root');

export async function prepareWorkRoot(uploadsDir: string): Promise<string> {
  const root = join(uploadsDir, 'work');
  await mkdir(root, { recursive: true });
  return root;
}
