import { parseProbe, SluiceError, type SourceMedia } from '@sluice/vod';
import { pixelsMax } from '../ffmpeg/input-args.js';
import { runFfprobe } from '../ffmpeg/run-ffprobe.js';
import { scanDurations } from './scan-durations.js';

/** Finds out what a source holds. Throws a SluiceError that tells the uploader what is wrong with the file. */
export async function probeSource(
  ffprobePath: string,
  path: string,
  signal: AbortSignal,
): Promise<SourceMedia> {
  const lines: string[] = [];
  const { exitCode, logTail } = await runFfprobe(
    ffprobePath,
    path,
    ['-of', 'json', '-show_format', '-show_streams'],
    { signal, onLine: (line) => lines.push(line) },
  );
  const log = logTail.join('\n');
  if (exitCode !== 0) throw refusal(log);
  if (tooManyPixels.test(log)) throw dimensionsRefused();
  const media = parseProbe(JSON.parse(lines.join('\n')));
  refuseUnusable(media);
  return scanDurations(ffprobePath, path, media, signal);
}

const tooManyPixels = /exceeds specified max pixel count/;

/** What ffprobe's log means, in the order from the most to the least telling. */
function refusal(log: string): SluiceError {
  if (/moov atom not found|EBML header parsing failed|End of file/i.test(log))
    return new SluiceError('source_incomplete');
  if (/not on whitelist/i.test(log))
    return /concat|hls|dash|sdp|playlist/i.test(log)
      ? new SluiceError('playlist_refused')
      : new SluiceError('not_a_video', 'The file is of a kind that is not taken here.');
  if (tooManyPixels.test(log)) return dimensionsRefused();
  return new SluiceError('not_a_video', 'No video or sound could be found in the file.');
}

function refuseUnusable({ video, audio }: SourceMedia): void {
  if (!video && audio.length === 0) throw new SluiceError('no_media_streams');
  if (!video && audio.every((track) => track.codec === null))
    throw new SluiceError('unknown_codec', 'The sound uses a codec that is not known here.');
  if (!video) return;
  if (video.codec === 'unknown')
    throw new SluiceError(
      'unknown_codec',
      `The picture uses the codec "${video.codecTag}", which is not known here.`,
    );
  if (video.codedWidth * video.codedHeight > pixelsMax)
    throw dimensionsRefused(video.codedWidth, video.codedHeight);
  if (video.codedWidth < 1 || video.codedHeight < 1)
    throw new SluiceError('source_unreadable', 'The size of the picture could not be read.');
}

const dimensionsRefused = (width?: number, height?: number): SluiceError =>
  new SluiceError(
    'dimensions_refused',
    `${width ? `The picture has ${width}×${height} pixels` : 'The picture is larger'}; ${pixelsMax / 1e6} megapixels is the limit.`,
  );
