import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';

/** A picture that comes so soon stands from the film's very beginning: then nothing has to be encoded for it. */
const snapMaxSec = 1;

export interface RemuxOptions {
  inputPath: string;
  outputPath: string;
  format: 'mp4' | 'matroska';
  /**
   * Ticks a second of the picture, for an MP4 file. The same as before: the bitstream filter may see the times before or
   * after they are those of the new file.
   */
  pictureTimescale: number | null;
  /** Where the file's 0 lies on the recording's clock. */
  offsetSec: number;
  /** How long the last picture stands; null for as long as its encoder said. */
  holdLastUntilSec: number | null;
}

/**
 * Gives a joined stream an index, and copies its packets: the pipeline can cut and pass through only what has one. Times
 * stay on the recording's clock; where nothing comes for long the packet before lasts as long.
 */
export function remuxCommand({
  inputPath,
  outputPath,
  format,
  pictureTimescale,
  offsetSec,
  holdLastUntilSec,
}: RemuxOptions): FfmpegDescription {
  const isFirst = `eq(N\\,0)*eq(PTS\\,DTS)*lt(PTS*TB+${offsetSec}\\,${snapMaxSec})`;
  const from = (time: string): string => `if(${isFirst}\\,${0 - offsetSec}/TB\\,${time})`;
  const until =
    holdLastUntilSec === null
      ? 'DURATION'
      : `if(gt(NEXT_DTS\\,DTS)\\,NEXT_DTS-DTS\\,max(DURATION\\,${holdLastUntilSec - offsetSec}/TB-DTS))`;
  return {
    inputs: [{ path: fileUrl(inputPath), options: [...untrustedInputArgs, '-copyts'] }],
    outputs: [
      {
        path: fileUrl(outputPath),
        // prettier-ignore
        options: [
          '-map', '0:v:0?',
          '-map', '0:a:0?',
          '-map_metadata', '-1',
          '-map_chapters', '-1',
          '-c', 'copy',
          '-bsf:v', `setts=pts=${from('PTS')}:dts=${from('DTS')}:duration=${until}`,
          ...(pictureTimescale ? ['-video_track_timescale', String(pictureTimescale)] : []),
          '-output_ts_offset', String(offsetSec),
          '-f', format,
        ],
      },
    ],
  };
}
