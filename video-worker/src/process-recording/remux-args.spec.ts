import { describe, expect, it } from 'vitest';
import { untrustedInputArgs } from '../ffmpeg/input-args.js';
import { remuxCommand } from './remux-args.js';

describe('remuxCommand', () => {
  it('copies fragments that lie on the clock into an ordinary file, and holds the last picture', () => {
    const command = remuxCommand({
      inputPath: '/films/part',
      outputPath: '/films/film',
      format: 'mp4',
      pictureTimescale: 57_600,
      offsetSec: 0,
      holdLastUntilSec: 61.5,
    });
    const first = 'eq(N\\,0)*eq(PTS\\,DTS)*lt(PTS*TB+0\\,1)';
    expect(command).toEqual({
      inputs: [{ path: 'file:/films/part', options: [...untrustedInputArgs, '-copyts'] }],
      outputs: [
        {
          path: 'file:/films/film',
          // prettier-ignore
          options: [
            '-map', '0:v:0?',
            '-map', '0:a:0?',
            '-map_metadata', '-1',
            '-map_chapters', '-1',
            '-c', 'copy',
            '-bsf:v', `setts=pts=if(${first}\\,0/TB\\,PTS):dts=if(${first}\\,0/TB\\,DTS):duration=if(gt(NEXT_DTS\\,DTS)\\,NEXT_DTS-DTS\\,max(DURATION\\,61.5/TB-DTS))`,
            '-video_track_timescale', '57600',
            '-output_ts_offset', '0',
            '-f', 'mp4',
          ],
        },
      ],
    });
  });

  it('moves a webm stream to its place, its first picture to 0 when that is near', () => {
    const { outputs } = remuxCommand({
      inputPath: '/films/part',
      outputPath: '/films/film',
      format: 'matroska',
      pictureTimescale: null,
      offsetSec: 0.4,
      holdLastUntilSec: null,
    });
    const options = outputs[0]!.options.join(' ');
    expect(options).toContain('lt(PTS*TB+0.4\\,1)\\,-0.4/TB\\,PTS)');
    expect(options).toContain(':duration=DURATION ');
    expect(options).toMatch(/-output_ts_offset 0.4 -f matroska$/);
    expect(options).not.toContain('-video_track_timescale');
  });
});
