import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The wrapper around every ffmpeg and ffprobe. It stays in the source tree, and is found from there and from dist/. */
export const containedFfmpeg = findUpwards('video-worker/contained-ffmpeg.sh', import.meta.dirname);

/** What keeps ffmpeg in its place; health shows it. */
export const sandboxInForce = 'process group: dies with the worker, niced, time limit';

function findUpwards(name: string, from: string): string {
  const candidate = join(from, name);
  if (existsSync(candidate)) return candidate;
  if (dirname(from) === from) throw new Error(`${name} is missing: the installation is incomplete`);
  return findUpwards(name, dirname(from));
}
