import { filmArgs, listArgs, segmentArgs } from '../ffmpeg/own-input-args.js';

/** Ticks of the transport streams: in these every picture keeps its time. The movie's own would round a clip's start. */
const ticks = ['-video_track_timescale', '90000', '-movie_timescale', '90000'];
const mp4 = [...ticks, '-map_metadata', '-1', '-f', 'mp4'];
const tracks = ['-map', '0:v:0', '-map', '0:a:0?'];

/** Reads one stretch of transport stream from stdin. */
// prettier-ignore
export const stretchArgs = (outputPath: string): string[] =>
  [...segmentArgs, '-i', 'pipe:0', ...tracks, '-c', 'copy', ...mp4, outputPath];

/** Puts the films of a list behind each other. */
// prettier-ignore
export const joinArgs = (listPath: string, outputPath: string): string[] =>
  [...listArgs, '-i', listPath, ...tracks, '-c', 'copy', ...mp4, outputPath];

/** Each picture at its time. Nobody sees the difference. */
// prettier-ignore
const encoded = [
  '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '17', '-pix_fmt', 'yuv420p', '-bf', '0',
  '-fps_mode', 'passthrough', '-enc_time_base', '1:90000',
  '-c:a', 'aac', '-b:a', '128k', '-af', 'aresample=async=1',
];

/** The same for films that differ, which can't be one track as they are: every picture of them, in one size. */
// prettier-ignore
export const encodeArgs = (
  listPath: string,
  { width, height }: { width: number; height: number },
  outputPath: string,
): string[] => [
  ...listArgs, '-i', listPath, ...tracks,
  '-vf', `scale=${width}:${height},setsar=1`,
  ...encoded, ...mp4, outputPath,
];

/** Which films, for ffmpeg's concat demuxer: names without a folder need no quotes. */
export const concatList = (names: readonly string[]): string =>
  names.map((name) => `file ${name}\n`).join('');

/** A part of a film by the exact times of its first picture and of its end, in seconds; null: to the film's end. */
export interface Cut {
  startSec: number;
  endSec: number | null;
}

/** Copies the part, from the key frame before it on; an edit list says where it begins. */
// prettier-ignore
export const cutArgs = (inputPath: string, cut: Cut, outputPath: string): string[] => [
  ...partOf(inputPath, cut), '-c', 'copy', ...forPlaying(outputPath),
];

/** The same for a film with B-frames, where a copy would end by the order in which pictures come: the part alone. */
// prettier-ignore
export const encodedCutArgs = (inputPath: string, cut: Cut, outputPath: string): string[] => [
  ...partOf(inputPath, cut), ...encoded, ...forPlaying(outputPath),
];

// prettier-ignore
const partOf = (inputPath: string, { startSec, endSec }: Cut): string[] => [
  ...filmArgs, '-seek_timestamp', '1', '-ss', startSec.toFixed(6), '-i', inputPath,
  ...(endSec === null ? [] : ['-t', (endSec - startSec).toFixed(6)]),
  ...tracks,
];

const forPlaying = (outputPath: string): string[] => ['-movflags', '+faststart', ...mp4, outputPath];
