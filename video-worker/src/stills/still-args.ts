import type { SourceMedia, SourceVideo } from '@sluice/vod';
import { pictureFilters } from '../encode/picture-filters.js';
import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';

/** Where in the video the candidates for its poster are taken; the middle ones are seldom titles or credits. */
const positions = [0.1, 0.3, 0.5, 0.7, 0.9];
const longestSide = 1280;

export const candidateName = (index: number): string => `candidate_${index}.jpg`;
export const candidateCount = positions.length;

/** One process takes all candidates: each seeks to a key frame and decodes that alone. */
export function candidatesCommand(
  video: SourceVideo,
  durationSec: number,
  sourcePath: string,
): FfmpegDescription {
  return {
    inputs: positions.map((position) => ({
      path: fileUrl(sourcePath),
      // prettier-ignore
      options: [
        ...untrustedInputArgs,
        '-noaccurate_seek',
        '-skip_frame', 'nokey',
        '-ss', (position * durationSec).toFixed(3),
      ],
    })),
    outputs: positions.map((_, index) => stillOutput(index, video)),
  };
}

/** The very first picture, without seeking: for files that can't be searched, or have one picture only. */
export function firstPictureCommand(video: SourceVideo, sourcePath: string): FfmpegDescription {
  return {
    inputs: [{ path: fileUrl(sourcePath), options: untrustedInputArgs }],
    outputs: [stillOutput(0, video)],
  };
}

function stillOutput(index: number, video: SourceVideo): FfmpegDescription['outputs'][number] {
  const scale = Math.min(1, longestSide / Math.max(video.width, video.height));
  const filters = [
    // one field of an interlaced picture: two moments woven together look broken in a still
    ...(video.interlaced ? ['field=type=top'] : []),
    ...pictureFilters(
      video,
      Math.max(2, Math.round(video.width * scale)),
      Math.max(2, Math.round(video.height * scale)),
    ),
    'scale=out_range=pc,format=yuvj420p',
  ];
  return {
    path: candidateName(index),
    // prettier-ignore
    options: [
      '-map', `${index}:${video.streamIndex}`,
      '-vf', filters.join(','),
      '-frames:v', '1',
      '-q:v', '2',
      '-map_metadata', '-1',
      '-f', 'image2',
      '-update', '1',
    ],
  };
}

/** The picture attached to an audio file, or else its waveform. */
export function soundPictureCommand(media: SourceMedia, sourcePath: string): FfmpegDescription {
  // the filter holds all that it draws in memory: ten minutes say enough
  const inputs = [{ path: fileUrl(sourcePath), options: [...untrustedInputArgs, '-t', '600'] }];
  const still = ['-frames:v', '1', '-map_metadata', '-1', '-f', 'image2', '-update', '1'];
  if (media.hasCoverArt)
    return { inputs, outputs: [{ path: 'sound.png', options: ['-map', '0:v:0', '-an', ...still] }] };
  const [track] = media.audio.filter((audio) => audio.codec !== null);
  return {
    inputs,
    filterGraph: `[0:${track?.streamIndex ?? 0}]aformat=channel_layouts=mono:sample_rates=8000,showwavespic=s=1120x360:colors=#7fd1c7[wave]`,
    outputs: [{ path: 'sound.png', options: ['-map', '[wave]', ...still] }],
  };
}
