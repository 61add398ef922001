import { runContained, type ContainedRun } from '../ffmpeg/run-contained.js';
import { filmArgs } from '../ffmpeg/own-input-args.js';
import { FfmpegFailed } from '../ffmpeg/run-ffmpeg.js';
import { PictureTimes } from './picture-times.js';

/** A film that cut-args has made: its picture is the first track. */
export interface Film {
  width: number;
  height: number;
  /** How all of its tracks are to be decoded: films in which that is the same can be one. */
  parameters: string;
  durationSec: number;
  /** When each picture is shown, in seconds on the film's own clock, in that order; what an edit list hides is not in it. */
  timesSec: number[];
  /** Pictures come in another order than they are shown: it has B-frames. */
  isReordered: boolean;
}

const about = ['-show_data_hash', 'sha256', '-of', 'compact'];
const aboutEntries = 'stream=codec_name,width,height,extradata_hash:format=duration';
const pictures = ['-select_streams', 'v:0', '-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0'];

/**
 * Reads a film's index: of hours it is long, and this process records, so that it is read as it comes. Throws FfmpegFailed,
 * and what runContained throws.
 */
export async function readFilm(ffprobePath: string, path: string, run: ContainedRun): Promise<Film> {
  const times = new PictureTimes();
  const text = await probe(ffprobePath, [...about, '-show_entries', aboutEntries, path], run);
  await probe(ffprobePath, [...pictures, path], { ...run, onLine: (line) => times.add(line) });
  return { ...parseAbout(text), ...times.inOrder() };
}

async function probe(ffprobePath: string, args: readonly string[], run: ContainedRun): Promise<string> {
  const { exitCode, outputs, complaint } = await runContained(
    ffprobePath,
    ['-v', 'error', ...filmArgs, ...args],
    run,
  );
  if (exitCode !== 0) throw new FfmpegFailed(`ffprobe cannot read what was cut: ${complaint}`);
  return outputs[0]!.toString();
}

/** Reads ffprobe's lines: what it is, then its values. */
export function parseAbout(text: string): Omit<Film, 'timesSec' | 'isReordered'> {
  const lines = text.split('\n');
  const of = (kind: string): Map<string, string>[] =>
    lines.filter((line) => line.startsWith(`${kind}|`)).map(readValues);
  const streams = of('stream');
  return {
    width: Number(streams[0]?.get('width')),
    height: Number(streams[0]?.get('height')),
    parameters: streams.map((stream) => [...stream.values()].join(' ')).join(', '),
    durationSec: Number(of('format')[0]?.get('duration')),
  };
}

const readValues = (line: string): Map<string, string> =>
  new Map(
    line
      .split('|')
      .slice(1)
      .map((pair) => pair.split('=') as [string, string]),
  );
