import type { FfmpegDescription } from '../../video-worker/src/ffmpeg/run-ffmpeg.js';

/** One of the worker's descriptions as bare ffmpeg takes it. */
export const commandArgs = ({ inputs, filterGraph, outputs }: FfmpegDescription): string[] => [
  ...inputs.flatMap(({ path, options }) => [...options, '-i', path]),
  ...(filterGraph ? ['-filter_complex', filterGraph] : []),
  ...outputs.flatMap(({ path, options }) => [...options, path]),
];
