import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

export interface EncodedSegments {
  init: Buffer;
  segments: Buffer[];
}

/** What ffprobe finds in a segment behind its init segment, in units of the timescale. */
export interface ProbedPacket {
  dts: number;
  pts: number;
  duration: number;
  /** Offset in init segment + segment. */
  pos: number;
  size: number;
  flags: string;
}

const packetsSchema = z.object({
  packets: z.array(
    z.object({
      dts: z.number(),
      pts: z.number(),
      duration: z.number().default(0),
      pos: z.coerce.number(),
      size: z.coerce.number(),
      flags: z.string(),
    }),
  ),
});

/** A folder of its own for ffmpeg to write segments into; the caller removes it. */
export async function openEncoder(): Promise<{
  folder: string;
  encode: (source: string, ...args: string[]) => Promise<EncodedSegments>;
  probe: (init: Buffer, segment: Buffer) => Promise<ProbedPacket[]>;
  close: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-mp4-'));
  return {
    folder,
    encode: async (source, ...args) => {
      const input = ['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', source];
      const hls = ['-f', 'hls', '-hls_time', '2', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'];
      await run('ffmpeg', [...input, ...args, ...hls, 'out.m3u8'], { cwd: folder });
      const files = (await readdir(folder)).filter((name) => name.endsWith('.m4s')).toSorted();
      const written = {
        init: await readFile(join(folder, 'init.mp4')),
        segments: await Promise.all(files.map((name) => readFile(join(folder, name)))),
      };
      await Promise.all((await readdir(folder)).map((name) => rm(join(folder, name))));
      return written;
    },
    probe: async (init, segment) => {
      const path = join(folder, 'whole.mp4');
      await writeFile(path, Buffer.concat([init, segment]));
      const entries = ['-show_entries', 'packet=dts,pts,duration,pos,size,flags', '-of', 'json'];
      const { stdout } = await run('ffprobe', ['-v', 'error', ...entries, path]);
      await rm(path);
      return packetsSchema.parse(JSON.parse(stdout)).packets;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
