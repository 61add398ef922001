import { mediaPlaylistName, type PassThroughPlan } from '@sluice/vod';
import { fileUrl, untrustedInputArgs } from '../ffmpeg/input-args.js';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { hlsArgs } from './picture-args.js';

/** Copies the source's own pictures into segments: nothing is decoded, no timestamp moves but by the constant offset. */
export function passThroughCommand(plan: PassThroughPlan, sourcePath: string): FfmpegDescription {
  // prettier-ignore
  const options = [
    '-map', `0:${plan.streamIndex}`,
    '-c', 'copy',
    // With B-frames the demuxer leaves durations open, and a guess at the end of a segment moves the next one.
    // Without pts and dts named as well, the filter would make them equal.
    '-bsf:v', `setts=pts=PTS:dts=DTS:duration=if(gt(NEXT_DTS\\,DTS)\\,NEXT_DTS-DTS\\,${plan.lastSampleTicks})`,
    ...hlsArgs(plan.name, plan.hlsTimeSec),
    // Instead of the options among those above. An sidx box would have each segment begin where the one before it seems
    // to end, and move its first picture there; and ticks chosen by the frame rate would round whatever isn't on its grid.
    '-hls_segment_options', `movflags=+frag_discont+skip_sidx:video_track_timescale=${plan.timescale}`,
  ];
  return {
    inputs: [{ path: fileUrl(sourcePath), options: untrustedInputArgs }],
    outputs: [{ path: `${plan.name}/${mediaPlaylistName}`, options }],
  };
}
