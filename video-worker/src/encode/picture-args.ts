import {
  initFileName,
  longestVideoSec,
  mediaPlaylistName,
  timestampOffsetSec,
  type PicturePlan,
  type PlannedRendition,
  type SourceAudio,
} from '@sluice/vod';
import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { deinterlacing, pictureFilters } from './picture-filters.js';

/** One command for all renditions: the source is decoded once, and each rendition is scaled from the one above it. */
export function pictureCommand(
  plan: PicturePlan,
  audio: SourceAudio | null,
  sourcePath: string,
  preset: string,
): FfmpegDescription {
  return {
    inputs: [
      {
        path: fileUrl(sourcePath),
        // a picture that changes its size meets the same scaler; a rebuilt graph would start again from zero
        options: [...untrustedInputArgs, '-reinit_filter', '0', '-t', String(longestVideoSec)],
      },
    ],
    filterGraph: pictureGraph(plan),
    outputs: [
      ...plan.renditions.map((rendition) => ({
        path: `${rendition.name}/${mediaPlaylistName}`,
        // prettier-ignore
        options: [
        '-map', `[${rendition.name}]`,
        ...encoderArgs(plan, rendition, preset),
        ...hlsArgs(rendition.name, plan.segmentSec),
      ],
      })),
      ...(audio ? [inStepWith(audio.streamIndex)] : []),
    ],
  };
}

/**
 * ffmpeg mends jumping timestamps by what it reads. Picture and sound are encoded by two runs, so each reads the other's
 * packets too, without decoding them: both then see the same jumps and stay in step.
 */
export const inStepWith = (streamIndex: number): FfmpegDescription['outputs'][number] => ({
  path: '-',
  options: ['-map', `0:${streamIndex}`, '-c', 'copy', '-f', 'null'],
});

/** [0:2]fps,scale,split=2[720p][to480p];[to480p]scale[480p] */
function pictureGraph({ source, frameRate, holdLastSec, renditions }: PicturePlan): string {
  const [first] = renditions;
  if (!first) throw new Error('a picture plan has at least one rendition');
  const prepared = [
    ...(source.interlaced ? deinterlacing(source) : []),
    // start_time=0 holds the first picture from the very start, where the sound begins before the picture
    `fps=fps=${frameRate.num}/${frameRate.den}:start_time=0`,
    ...(holdLastSec > 0 ? [`tpad=stop_mode=clone:stop_duration=${holdLastSec}`] : []),
    ...pictureFilters(source, first.width, first.height),
  ].join(',');
  const chains = renditions.map((rendition, at) => {
    const from =
      at === 0
        ? `[0:${source.streamIndex}]${prepared}`
        : `[to${rendition.name}]scale=${rendition.width}:${rendition.height}`;
    const smaller = renditions[at + 1];
    return smaller ? `${from},split=2[${rendition.name}][to${smaller.name}]` : `${from}[${rendition.name}]`;
  });
  return chains.join(';');
}

function encoderArgs(plan: PicturePlan, rendition: PlannedRendition, preset: string): string[] {
  const gop = String(plan.gopFrames);
  // prettier-ignore
  return [
    '-c:v', 'libx264',
    '-preset', preset,
    '-profile:v', 'high',
    '-crf', String(rendition.crf),
    '-maxrate', String(rendition.maxrateBps),
    '-bufsize', String(2 * rendition.maxrateBps),
    // key frames at fixed places and nowhere else: scene cuts would break the grid that all renditions share
    '-g', gop,
    '-keyint_min', gop,
    '-sc_threshold', '0',
    '-flags', '+cgop',
    '-color_primaries', 'bt709',
    '-color_trc', 'bt709',
    '-colorspace', 'bt709',
    '-color_range', 'tv',
    // the fps filter has made the rate constant; nothing after it may drop or double pictures
    '-fps_mode', 'passthrough',
  ];
}

/** fMP4 segments named by the storage layout, the playlist only as ffmpeg's own account of what it wrote. */
export function hlsArgs(renditionName: string, segmentSec: number): string[] {
  // prettier-ignore
  return [
    // phones write where a film was shot; titles may hold newlines
    '-map_metadata', '-1',
    '-map_chapters', '-1',
    '-output_ts_offset', String(timestampOffsetSec),
    '-f', 'hls',
    // rounded down: a target above the true length would push every cut to the next key frame
    '-hls_time', (Math.floor(segmentSec * 1e6) / 1e6).toFixed(6),
    '-hls_playlist_type', 'vod',
    '-hls_segment_type', 'fmp4',
    // decode times from the timestamps: parts encoded separately fit together
    '-hls_segment_options', 'movflags=+frag_discont',
    '-hls_fmp4_init_filename', initFileName,
    '-hls_segment_filename', `${renditionName}/seg_%05d.m4s`,
  ];
}
