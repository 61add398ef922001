import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { requireBox } from '../boxes.js';

const run = promisify(execFile);

const packetsSchema = z.object({
  packets: z.array(
    z.object({
      pts: z.number(),
      dts: z.number(),
      pos: z.coerce.number(),
      size: z.coerce.number(),
      flags: z.string(),
    }),
  ),
});

export interface MadeFilm {
  moov: Buffer;
  /** What ffprobe finds in its picture, in units of its timescale. */
  packets: z.infer<typeof packetsSchema>['packets'];
}

/** Has ffmpeg make an MP4 file, takes its index and has ffprobe read its picture. */
export async function makeFilm(...args: string[]): Promise<MadeFilm> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-film-'));
  const path = join(folder, 'film.mp4');
  try {
    await run('ffmpeg', ['-v', 'error', '-nostdin', ...args, path]);
    const entries = ['-show_entries', 'packet=pts,dts,pos,size,flags', '-of', 'json'];
    const { stdout } = await run('ffprobe', ['-v', 'error', '-select_streams', 'v', ...entries, path]);
    const data = await readFile(path);
    const { start, end } = requireBox(data, ['moov']);
    return { moov: data.subarray(start, end), packets: packetsSchema.parse(JSON.parse(stdout)).packets };
  } finally {
    await rm(folder, { recursive: true });
  }
}
