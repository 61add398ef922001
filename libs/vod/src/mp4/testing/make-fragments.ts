import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface FragmentMaker {
  /** Six seconds of picture and sound in fragments of two. */
  make: (fileName: string, movflags: string, ...args: string[]) => Promise<Buffer>;
  /** What ffprobe finds in such a file, a line for each packet: stream, times, size, flags and a hash of its bytes. */
  packets: (data: Buffer) => Promise<string[]>;
  close: () => Promise<void>;
}

/** A folder of its own for ffmpeg to write fragmented files into. */
export async function openFragmentMaker(): Promise<FragmentMaker> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-fragments-'));
  const source = '-f lavfi -i testsrc2=s=96x64:r=30:d=6 -f lavfi -i sine=d=6'.split(' ');
  const codec = '-c:v libx264 -preset ultrafast -g 60 -c:a aac'.split(' ');
  return {
    make: async (fileName, movflags, ...args) => {
      const path = join(folder, fileName);
      await run('ffmpeg', ['-v', 'error', ...source, ...codec, ...args, '-movflags', movflags, path]);
      return readFile(path);
    },
    packets: async (data) => {
      const path = join(folder, 'read.mp4');
      await writeFile(path, data);
      const entries = 'packet=stream_index,pts,dts,size,flags,data_hash';
      const show = ['-show_entries', entries, '-show_data_hash', 'md5', '-of', 'csv=p=0'];
      const { stdout } = await run('ffprobe', ['-v', 'error', ...show, path]);
      return stdout.trim().split('\n').toSorted();
    },
    close: () => rm(folder, { recursive: true }),
  };
}
