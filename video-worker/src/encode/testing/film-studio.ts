import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface FilmStudio {
  folder: string;
  /** Has ffmpeg make a file and answers its path. */
  make: (fileName: string, ...args: string[]) => Promise<string>;
  /** One file of several behind each other, as a player sees an init segment and what follows it. */
  join: (fileName: string, parts: readonly string[]) => Promise<string>;
  /** What ffprobe says of the pictures of a file, a line for each packet. */
  packets: (path: string, entries: string) => Promise<string[]>;
  close: () => Promise<void>;
}

/** A folder of its own for films that a test makes. */
export async function openFilmStudio(): Promise<FilmStudio> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-films-'));
  return {
    folder,
    make: async (fileName, ...args) => {
      const path = join(folder, fileName);
      await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, path]);
      return path;
    },
    join: async (fileName, parts) => {
      const path = join(folder, fileName);
      await writeFile(path, Buffer.concat(await Promise.all(parts.map((part) => readFile(part)))));
      return path;
    },
    packets: async (path, entries) => {
      const show = ['-show_entries', `packet=${entries}`, '-of', 'csv=p=0'];
      const { stdout } = await run('ffprobe', ['-v', 'error', '-select_streams', 'v', ...show, path]);
      return stdout.trim().split('\n');
    },
    close: () => rm(folder, { recursive: true }),
  };
}
