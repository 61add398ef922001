import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Another platform's way to encode a video, as a script. Answers the CPU seconds that it printed. */
export async function runPeer(script: string, source: string, outDir: string): Promise<number> {
  const { stdout } = await run('bash', [script, source, outDir]);
  const found = /cpu_seconds=([\d.]+)/.exec(stdout)?.[1];
  if (!found) throw new Error(`${script} printed no cpu_seconds=`);
  return Number(found);
}

/** Where the script leaves a rendition. */
export const peerRendition = (outDir: string, height: number): { playlist: string; media: string } => ({
  playlist: join(outDir, `${height}.m3u8`),
  media: join(outDir, `${height}.mp4`),
});
