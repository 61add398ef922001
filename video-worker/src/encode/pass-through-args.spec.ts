import type { PassThroughPlan } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { passThroughCommand } from './pass-through-args.js';

const path = '/srv/uploads/sources/0b7a2f3c-9d1e-4c5b-8a6f-001122334455';

const plan: PassThroughPlan = {
  name: '1080p',
  width: 1920,
  height: 1080,
  streamIndex: 2,
  hlsTimeSec: 3.875,
  segmentDurationsSec: [4, 2],
  averageBps: 12_000_000,
  timescale: 15_360,
  lastSampleTicks: 512,
};

/** Arguments as they stand on a command line; none of them holds a space. */
const words = (line: string): string[] => line.trim().split(/\s+/);

describe('passThroughCommand', () => {
  it('copies the picture into segments, cut where the plan says', () => {
    expect(passThroughCommand(plan, path)).toEqual({
      inputs: [
        {
          path: `file:${path}`,
          options: words(`
            -max_alloc 536870912
            -protocol_whitelist file
            -format_whitelist mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,gif,mxf,dv,mp3,aac,wav,flac
            -max_pixels 40000000
            -max_streams 64
            -probesize 20M
            -analyzeduration 20M`),
        },
      ],
      outputs: [
        {
          path: '1080p/playlist.m3u8',
          options: words(String.raw`
            -map 0:2
            -c copy
            -bsf:v setts=pts=PTS:dts=DTS:duration=if(gt(NEXT_DTS\,DTS)\,NEXT_DTS-DTS\,512)
            -map_metadata -1 -map_chapters -1
            -output_ts_offset 1
            -f hls -hls_time 3.875000 -hls_playlist_type vod
            -hls_flags temp_file -start_number 0
            -hls_segment_type fmp4
            -hls_segment_options movflags=+frag_discont
            -hls_fmp4_init_filename init.mp4
            -hls_segment_filename 1080p/seg_%05d.m4s
            -hls_segment_options movflags=+frag_discont+skip_sidx:video_track_timescale=15360`),
        },
      ],
    });
  });
});
