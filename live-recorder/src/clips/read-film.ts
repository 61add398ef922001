import { runContained, type ContainedRun } from '../ffmpeg/run-contained.js';
import { FfmpegFailed } from '../ffmpeg/run-ffmpeg.js';

/** A film that cut-args has made: its picture is the first track. */
export interface Film {
  width: number;
  height: number;
  /** How all of its tracks are to be decoded: films in which that is the same can be one. */
  parameters: string;
  /** When each picture is shown, in seconds on the film's own clock, in that order; what an edit list hides is not in it. */
  timesSec: number[];
  durationSec: number;
}

const entries =
  'stream=codec_name,width,height,extradata_hash:packet=stream_index,pts_time,flags:format=duration';

/** Reads a film's index. Throws FfmpegFailed, and what runContained throws. */
export async function readFilm(ffprobePath: string, path: string, run: ContainedRun): Promise<Film> {
  const args = ['-v', 'error', '-show_data_hash', 'sha256', '-show_entries', entries, '-of', 'compact', path];
  const { exitCode, outputs, complaint } = await runContained(ffprobePath, args, run);
  if (exitCode !== 0) throw new FfmpegFailed(`ffprobe cannot read what was cut: ${complaint}`);
  return parseFilm(outputs[0]!.toString());
}

/** Reads ffprobe's lines: what it is, then its values. */
export function parseFilm(text: string): Film {
  const lines = text.split('\n');
  const of = (kind: string): Map<string, string>[] =>
    lines.filter((line) => line.startsWith(`${kind}|`)).map(readValues);
  const streams = of('stream');
  const shown = of('packet').filter((packet) => !packet.get('flags')!.includes('D'));
  const pictures = shown.filter((packet) => packet.get('stream_index') === '0');
  return {
    width: Number(streams[0]?.get('width')),
    height: Number(streams[0]?.get('height')),
    parameters: streams.map((stream) => [...stream.values()].join(' ')).join(', '),
    timesSec: pictures.map((packet) => Number(packet.get('pts_time'))).toSorted((a, b) => a - b),
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
