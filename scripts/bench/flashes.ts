import { ffmpeg } from './media-tools.js';

/** Seconds between two flashes; the first comes after one second. */
const everySec = 10;
const lastsSec = 0.2;
/** Half way between black and white. */
const brightFrom = 128;
const loudFromDb = -12;

/** Black with a white flash and silence with a beep, at the same moments from the beginning to the end. */
export async function makeFlashingFilm(path: string, seconds: number): Promise<string> {
  const since = `mod(t+${everySec - 1},${everySec})`;
  // prettier-ignore
  await ffmpeg([
    '-v', 'error',
    // a flash ends between two pictures, wherever rounding puts them
    '-f', 'lavfi', '-i', `color=black:size=1280x720:rate=25:duration=${seconds},drawbox=color=white:t=fill:enable='lt(${since},${lastsSec - 0.01})'`,
    '-f', 'lavfi', '-i', `aevalsrc='0.8*sin(2*PI*1000*t)*lt(${since},${lastsSec})':sample_rate=48000:duration=${seconds}`,
    '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50', '-c:a', 'aac',
    path,
  ]);
  return path;
}

/** How much later each beep is heard than its flash is seen, in seconds. The two may be in playlists of their own. */
export async function soundDelays(picture: string, sound: string): Promise<number[]> {
  const [flashes, beeps] = [await flashTimes(picture), await beepTimes(sound)];
  if (flashes.length === 0 || flashes.length !== beeps.length)
    throw new Error(`${flashes.length} flashes and ${beeps.length} beeps in ${picture}`);
  return beeps.map((beep, at) => beep - flashes[at]!);
}

async function flashTimes(location: string): Promise<number[]> {
  const key = 'lavfi.signalstats.YAVG';
  const filters = `scale=16:16,signalstats,metadata=print:key=${key}:file=-`;
  return risesAbove(brightFrom, await play(location, 'v:0', ['-vf', filters, '-fps_mode', 'passthrough']));
}

async function beepTimes(location: string): Promise<number[]> {
  const key = 'lavfi.astats.Overall.Peak_level';
  const filters = `aformat=channel_layouts=mono,asetnsamples=48,astats=metadata=1:reset=1,ametadata=print:key=${key}:file=-`;
  return risesAbove(loudFromDb, await play(location, 'a:0', ['-af', filters]));
}

/** -copyts: ffmpeg would count each stream from its own start otherwise. */
async function play(location: string, stream: string, options: readonly string[]): Promise<string> {
  const input = ['-v', 'error', '-copyts', '-i', location, '-map', `0:${stream}`];
  const { stdout } = await ffmpeg([...input, ...options, '-f', 'null', '-']);
  return stdout;
}

/** Reads "pts_time:…" and "key=value" lines. A rise within the same flash is none. */
function risesAbove(level: number, printed: string): number[] {
  const rises: number[] = [];
  let at = NaN;
  for (const line of printed.split('\n')) {
    at = Number(/pts_time:(-?[\d.]+)/.exec(line)?.[1] ?? at);
    const value = Number(/^lavfi\.[\w.]+=(-?[\d.]+)/.exec(line)?.[1] ?? NaN);
    if (value > level && at - (rises.at(-1) ?? -Infinity) > everySec / 2) rises.push(at);
  }
  return rises;
}
