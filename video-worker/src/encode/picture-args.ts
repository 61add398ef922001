import {
  initFileName,
  longestVideoSec,
  mediaPlaylistName,
  timestampOffsetSec,
  toNumber,
  type PicturePlan,
  type PlannedRendition,
  type Rational,
  type SourceAudio,
} from '@sluice/vod';
import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { deinterlacing, pictureFilters } from './picture-filters.js';

/** A run of whole segments of a source that can be jumped into. */
export interface PictureSpan {
  startSec: number;
  firstSegment: number;
  frameCount: number;
  /** Pictures to decode before it, for one to hold: in the span itself there is none that can be decoded. */
  leadFrames?: number;
}

export interface PictureOptions {
  sourcePath: string;
  threads: number;
  /** null encodes all there is, from the beginning. */
  span: PictureSpan | null;
  /** The sound beside a picture that is encoded in one piece. */
  audio: SourceAudio | null;
  keepsClock?: boolean | undefined;
}

/** ffmpeg takes the beginning of the first stream for 0 unless it counts jumps by the file's own clock. */
export const onOwnClock = (keepsClock: boolean | undefined): string[] =>
  keepsClock ? ['-seek_timestamp', '1'] : [];

/** One command for all renditions: the source is decoded once, and each rendition is scaled from the one above it. */
export function pictureCommand(plan: PicturePlan, options: PictureOptions): FfmpegDescription {
  const { span, audio, threads } = options;
  return {
    inputs: [
      {
        path: fileUrl(options.sourcePath),
        // prettier-ignore
        options: [
          ...untrustedInputArgs,
          '-threads', String(threads),
          // a chunk in the middle of damage has next to nothing to decode: what came out is judged, not what didn't
          '-max_error_rate', '1',
          // a picture that changes its size meets the same scaler; a rebuilt graph would start again from zero
          '-reinit_filter', '0',
          ...onOwnClock(options.keepsClock),
          ...(span ? jumpTo(span, plan.frameRate) : ['-t', String(longestVideoSec)]),
        ],
      },
    ],
    filterGraph: pictureGraph(plan, span),
    outputs: [
      ...plan.renditions.map((rendition) => ({
        path: `${rendition.name}/${mediaPlaylistName}`,
        // prettier-ignore
        options: [
        '-map', `[${rendition.name}]`,
        ...encoderArgs(plan, rendition, threads),
        ...hlsArgs(rendition.name, plan.segmentSec, span ?? undefined),
      ],
      })),
      ...(audio && !span ? [inStepWith(audio.streamIndex)] : []),
    ],
  };
}

/**
 * Decoding begins at the key frame before the span, and what comes before zero goes through the frame rate filter too:
 * it alone knows which picture stands at zero, and chooses the same that it would in one piece.
 */
function jumpTo({ startSec, leadFrames = 0 }: PictureSpan, frameRate: Rational): string[] {
  const fromSec = startSec - leadFrames / toNumber(frameRate);
  return fromSec > 0 ? ['-noaccurate_seek', '-ss', fromSec.toFixed(6)] : [];
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
function pictureGraph(plan: PicturePlan, span: PictureSpan | null): string {
  const { source, frameRate, renditions } = plan;
  const [first] = renditions;
  if (!first) throw new Error('a picture plan has at least one rendition');
  const prepared = [
    ...(source.interlaced ? deinterlacing(source) : []),
    // start_time=0 holds the first picture from the very start, where the sound begins before the picture
    `fps=fps=${frameRate.num}/${frameRate.den}:start_time=0`,
    ...(span ? exactly(span) : holdLast(plan.holdLastSec)),
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

const holdLast = (sec: number): string[] => (sec > 0 ? [`tpad=stop_mode=clone:stop_duration=${sec}`] : []);

/** Neither fewer pictures than planned, where the source has none any more, nor those of the next span. */
const exactly = ({ frameCount, leadFrames = 0 }: PictureSpan): string[] => [
  'tpad=stop_mode=clone:stop=-1',
  ...(leadFrames > 0
    ? [`trim=start_frame=${leadFrames}:end_frame=${leadFrames + frameCount}`, 'setpts=PTS-STARTPTS']
    : [`trim=end_frame=${frameCount}`]),
];

function encoderArgs(plan: PicturePlan, rendition: PlannedRendition, threads: number): string[] {
  const gop = String(plan.gopFrames);
  // prettier-ignore
  return [
    '-c:v', 'libx264',
    '-preset', rendition.preset,
    '-threads', String(threads),
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
export function hlsArgs(
  renditionName: string,
  segmentSec: number,
  { startSec, firstSegment }: Pick<PictureSpan, 'startSec' | 'firstSegment'> = {
    startSec: 0,
    firstSegment: 0,
  },
): string[] {
  // prettier-ignore
  return [
    // phones write where a film was shot; titles may hold newlines
    '-map_metadata', '-1',
    '-map_chapters', '-1',
    '-output_ts_offset', String(Number((startSec + timestampOffsetSec).toFixed(6))),
    '-f', 'hls',
    // rounded down: a target above the true length would push every cut to the next key frame
    '-hls_time', (Math.floor(segmentSec * 1e6) / 1e6).toFixed(6),
    '-hls_playlist_type', 'vod',
    // a segment has its name when it is whole: it is fetched while the next one is being written
    '-hls_flags', 'temp_file',
    '-start_number', String(firstSegment),
    '-hls_segment_type', 'fmp4',
    // decode times from the timestamps: parts encoded separately fit together
    '-hls_segment_options', 'movflags=+frag_discont',
    '-hls_fmp4_init_filename', initFileName,
    '-hls_segment_filename', `${renditionName}/seg_%05d.m4s`,
  ];
}
