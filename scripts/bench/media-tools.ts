import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
/** A line for each packet of an hour of film. */
const outputMaxBytes = 256 * 1024 ** 2;

/** Runs ffmpeg; answers what it said (stderr) and printed. Throws with its last words. */
export async function ffmpeg(
  args: readonly string[],
  cwd?: string,
): Promise<{ stdout: string; stderr: string }> {
  const all = ['-nostdin', '-hide_banner', '-nostats', '-y', ...args];
  return execute(process.env['FFMPEG_PATH'] ?? 'ffmpeg', all, { cwd, maxBuffer: outputMaxBytes });
}

/** What ffprobe prints of the entries, a line each, values with commas between. */
export async function probe(location: string, stream: string, entries: string): Promise<string[]> {
  const asked = ['-select_streams', stream, '-show_entries', entries];
  const args = ['-v', 'error', ...asked, '-of', 'csv=p=0', location];
  const { stdout } = await execute(process.env['FFPROBE_PATH'] ?? 'ffprobe', args, {
    maxBuffer: outputMaxBytes,
  });
  return stdout
    .split('\n')
    .map((line) => line.replace(/,+$/, ''))
    .filter((line) => line !== '');
}
