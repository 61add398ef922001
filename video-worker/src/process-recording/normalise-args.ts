import { toNumber, outputFrameRate, type SourceAudio, type SourceVideo } from '@sluice/vod';
import { onOwnClock } from '../encode/picture-args.js';
import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { tileParts } from './tile-parts.js';

/** A piece of a film that can't stand in one file with the others. Times of its streams are the file's own. */
export interface UnlikePart {
  path: string;
  /** Where the file's 0 lies on the recording's clock. */
  offsetSec: number;
  video: SourceVideo | null;
  audio: SourceAudio | null;
}

const gopSec = 2;
const soundHz = 48_000;

/** Encodes parts of different size, codec or rate into one film of one kind, on the recording's clock from 0 to its end. */
export function normaliseCommand(
  parts: readonly UnlikePart[],
  lengthSec: number,
  outputPath: string,
): FfmpegDescription {
  const pictures = pictureChains(parts, lengthSec);
  const sounds = soundChains(parts, lengthSec);
  return {
    inputs: parts.map(({ path }) => ({
      path: fileUrl(path),
      options: [...untrustedInputArgs, '-reinit_filter', '0', ...onOwnClock(true)],
    })),
    filterGraph: [...pictures.chains, ...sounds.chains].join(';'),
    outputs: [
      {
        path: fileUrl(outputPath),
        // prettier-ignore
        options: [
          ...(pictures.chains.length > 0 ? ['-map', '[v]', ...pictureArgs(pictures.fps)] : []),
          ...(sounds.chains.length > 0 ? ['-map', '[a]', '-c:a', 'aac', '-b:a', '192k'] : []),
          '-map_metadata', '-1',
          '-f', 'mp4',
        ],
      },
    ],
  };
}

function pictureChains(parts: readonly UnlikePart[], lengthSec: number): { chains: string[]; fps: number } {
  const seen = parts.flatMap((part, input) => (part.video ? [{ ...part, video: part.video, input }] : []));
  const largest = seen.reduce(
    (best, { video }) => (video.width * video.height > best.width * best.height ? video : best),
    { width: 0, height: 0 },
  );
  const [width, height] = [largest.width, largest.height].map((side) => 2 * Math.ceil(side / 2));
  const fps = frameRateFor(seen.map(({ video }) => video));
  const slots = tileParts(seen, ({ video, offsetSec }) => offsetSec + video.startSec, lengthSec);
  const chains = slots.map(({ part, startSec, endSec }, at) => {
    const frames = Math.max(1, Math.round(endSec * fps) - Math.round(startSec * fps));
    return [
      `[${part.input}:${part.video.streamIndex}]setpts=PTS${signed(part.offsetSec - startSec)}/TB`,
      `fps=fps=${fps}:start_time=0`,
      `scale=${width}:${height}:force_original_aspect_ratio=decrease:in_color_matrix=${part.video.colorMatrix}:out_color_matrix=bt709:out_range=tv`,
      `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`,
      'setsar=1',
      'format=yuv420p',
      'tpad=stop_mode=clone:stop=-1',
      `trim=end_frame=${frames}[v${at}]`,
    ].join(',');
  });
  return { chains: concatenated(chains, 'v'), fps };
}

function soundChains(parts: readonly UnlikePart[], lengthSec: number): { chains: string[] } {
  const heard = parts.flatMap((part, input) => (part.audio ? [{ ...part, audio: part.audio, input }] : []));
  const slots = tileParts(heard, ({ audio, offsetSec }) => offsetSec + audio.startSec, lengthSec);
  const chains = slots.map(({ part, startSec, endSec }, at) =>
    [
      `[${part.input}:${part.audio.streamIndex}]asetpts=PTS${signed(part.offsetSec - startSec)}/TB`,
      `aresample=${soundHz}:async=1:first_pts=0`,
      'aformat=sample_fmts=fltp:channel_layouts=stereo',
      'apad',
      `atrim=end=${(endSec - startSec).toFixed(6)}[a${at}]`,
    ].join(','),
  );
  return { chains: concatenated(chains, 'a') };
}

/** The chains, and what makes one stream of them. */
function concatenated(chains: readonly string[], kind: 'v' | 'a'): string[] {
  if (chains.length <= 1) return chains.map((chain) => chain.replace(/\[[va]0\]$/, `[${kind}]`));
  const labels = chains.map((_, at) => `[${kind}${at}]`).join('');
  const counts = kind === 'v' ? 'v=1:a=0' : 'v=0:a=1';
  return [...chains, `${labels}concat=n=${chains.length}:${counts}[${kind}]`];
}

const signed = (sec: number): string => `${sec < 0 ? '-' : '+'}${Math.abs(sec).toFixed(6)}`;

/** 60 where a part really has so many. */
function frameRateFor(videos: readonly SourceVideo[]): number {
  const rates = videos.map((video) =>
    toNumber(outputFrameRate(video.averageFrameRate, video.nominalFrameRate)),
  );
  return Math.max(0, ...rates) > 45 ? 60 : 30;
}

// prettier-ignore
const pictureArgs = (fps: number): string[] => [
  '-c:v', 'libx264',
  '-preset', 'veryfast',
  '-profile:v', 'high',
  '-crf', '18',
  '-g', String(gopSec * fps),
  '-keyint_min', String(gopSec * fps),
  '-sc_threshold', '0',
  '-flags', '+cgop',
  '-color_primaries', 'bt709',
  '-color_trc', 'bt709',
  '-colorspace', 'bt709',
  '-color_range', 'tv',
  '-fps_mode', 'passthrough',
];
