import type { SourceAudio, SourceVideo } from '@sluice/vod';
import { onOwnClock } from '../encode/picture-args.js';
import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { canvas, gridLayout } from './grid-layout.js';
import type { Span } from './plan-spans.js';

/** Somebody's film in the grid. */
export interface Cell {
  path: string;
  video: SourceVideo | null;
  audio: SourceAudio | null;
  /** Where on the recording's clock they are first seen; black before. */
  seenFromSec: number;
}

export const gridFps = 30;
const gopFrames = 2 * gridFps;
/** The cap of the ladder's 720p: the ordinary pipeline shows what stays below it as it is. */
const maxrateBps = 3_000_000;
/** A jump behind a film's end would find nothing to hold: its last picture begins no earlier than this before it. */
const endLeadSec = 2;

/** One span of everybody side by side: pictures only, as many as planned. */
export function spanCommand(cells: readonly Cell[], span: Span, outputPath: string): FfmpegDescription {
  const shown = cells.map((cell) => isShown(cell, span));
  const inputs = cells.flatMap((cell, at) => (shown[at] ? [inputOf(cell, span)] : []));
  const { width, height, cells: places } = gridLayout(cells.length);
  let input = 0;
  const chains = cells.map((cell, at) => {
    const [from, filters] = shown[at]
      ? [`[${input++}:${cell.video!.streamIndex}]`, cellFilters(cell, span, width, height)]
      : ['', [`color=black:size=${width}x${height}:rate=${gridFps}`, `trim=end_frame=${span.frameCount}`]];
    return `${from}${[...filters, 'setsar=1', 'format=yuv420p'].join(',')}[c${at}]`;
  });
  const ground = `color=black:size=${canvas.width}x${canvas.height}:rate=${gridFps},trim=end_frame=${span.frameCount},format=yuv420p[g0]`;
  const overlays = places.map(
    ({ x, y }, at) => `[g${at}][c${at}]overlay=x=${x}:y=${y}:eof_action=repeat[g${at + 1}]`,
  );
  return {
    inputs,
    filterGraph: [ground, ...chains, ...overlays].join(';'),
    outputs: [
      { path: fileUrl(outputPath), options: ['-map', `[g${cells.length}]`, ...pictureArgs, '-f', 'mp4'] },
    ],
  };
}

const isShown = ({ video, seenFromSec }: Cell, { startFrame, frameCount }: Span): boolean =>
  video !== null && Math.round(seenFromSec * gridFps) < startFrame + frameCount;

/** Where reading begins: at the span, or where the film has its last pictures. */
function readFromFrame({ video }: Cell, { startFrame }: Span): number {
  const endSec = video!.startSec + (video!.durationSec ?? 0);
  return Math.max(0, Math.min(startFrame, Math.floor((endSec - endLeadSec) * gridFps)));
}

function inputOf(cell: Cell, span: Span): FfmpegDescription['inputs'][number] {
  const fromFrame = readFromFrame(cell, span);
  const jump = fromFrame > 0 ? ['-noaccurate_seek', '-ss', (fromFrame / gridFps).toFixed(6)] : [];
  return {
    path: fileUrl(cell.path),
    options: [...untrustedInputArgs, '-threads', '1', '-reinit_filter', '0', ...onOwnClock(true), ...jump],
  };
}

function cellFilters(cell: Cell, span: Span, width: number, height: number): string[] {
  const leadFrames = span.startFrame - readFromFrame(cell, span);
  const blackFrames = Math.round(cell.seenFromSec * gridFps) - span.startFrame;
  return [
    `fps=fps=${gridFps}:start_time=0`,
    'tpad=stop_mode=clone:stop=-1',
    `trim=start_frame=${leadFrames}:end_frame=${leadFrames + span.frameCount}`,
    'setpts=PTS-STARTPTS',
    `scale=${width}:${height}:force_original_aspect_ratio=decrease:in_color_matrix=${cell.video!.colorMatrix}:out_color_matrix=bt709:out_range=tv`,
    `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`,
    ...(blackFrames > 0 ? [`drawbox=color=black:t=fill:enable='lt(n,${blackFrames})'`] : []),
  ];
}

// prettier-ignore
const pictureArgs = [
  '-c:v', 'libx264',
  '-preset', 'veryfast',
  '-profile:v', 'high',
  '-crf', '20',
  '-maxrate', String(maxrateBps),
  '-bufsize', String(2 * maxrateBps),
  '-g', String(gopFrames),
  '-keyint_min', String(gopFrames),
  '-sc_threshold', '0',
  '-flags', '+cgop',
  '-color_primaries', 'bt709',
  '-color_trc', 'bt709',
  '-colorspace', 'bt709',
  '-color_range', 'tv',
  '-video_track_timescale', '15360',
  '-fps_mode', 'passthrough',
];

/** Everybody's sound in one go: seams between spans would be heard. null when nobody is. */
export function soundCommand(
  cells: readonly Cell[],
  lengthSec: number,
  outputPath: string,
): FfmpegDescription | null {
  const heard = cells.flatMap(({ path, audio }) => (audio ? [{ path, audio }] : []));
  if (heard.length === 0) return null;
  const chains = heard.map(
    ({ audio }, at) =>
      `[${at}:${audio.streamIndex}]aresample=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo[s${at}]`,
  );
  const labels = heard.map((_, at) => `[s${at}]`).join('');
  // loud voices at the same time are held down instead of everybody being made quieter all the time
  const mix = `${labels}amix=inputs=${heard.length}:normalize=0,alimiter=limit=0.95:level=0,apad,atrim=end=${lengthSec.toFixed(6)}[a]`;
  return {
    inputs: heard.map(({ path }) => ({
      path: fileUrl(path),
      options: [...untrustedInputArgs, ...onOwnClock(true)],
    })),
    filterGraph: [...chains, mix].join(';'),
    outputs: [
      {
        path: fileUrl(outputPath),
        options: ['-map', '[a]', '-c:a', 'aac', '-b:a', '160k', '-f', 'mp4'],
      },
    ],
  };
}

/** The spans, which `listPath` names, behind each other, with the sound; all are copied. */
export function joinCommand(
  listPath: string,
  soundPath: string | null,
  outputPath: string,
): FfmpegDescription {
  const listed = ['-protocol_whitelist', 'file', '-format_whitelist', 'concat,mov', '-f', 'concat'];
  return {
    inputs: [
      // without a protocol before it: the names in the list are told from its folder
      { path: listPath, options: listed },
      ...(soundPath ? [{ path: fileUrl(soundPath), options: untrustedInputArgs }] : []),
    ],
    outputs: [
      {
        path: fileUrl(outputPath),
        // prettier-ignore
        options: [
          '-map', '0:v',
          ...(soundPath ? ['-map', '1:a'] : []),
          '-c', 'copy',
          '-video_track_timescale', '15360',
          '-f', 'mp4',
        ],
      },
    ],
  };
}
