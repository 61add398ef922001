import { describe, expect, it } from 'vitest';
import { picture, sound } from '../testing/sample-film.js';
import { normaliseCommand, type UnlikePart } from './normalise-args.js';

const small = { ...picture, width: 640, height: 480, startSec: 1.3, colorMatrix: 'bt601' as const };
const parts: UnlikePart[] = [
  { path: '/films/0', offsetSec: 0, video: small, audio: { ...sound, startSec: 1.3 } },
  { path: '/films/1', offsetSec: 10, video: { ...picture, startSec: 0.5 }, audio: null },
  { path: '/films/2', offsetSec: 0, video: null, audio: { ...sound, streamIndex: 0, startSec: 20 } },
];

describe('normaliseCommand', () => {
  it('gives every part its time, the first one from 0, and each of picture and sound its own cuts', () => {
    const command = normaliseCommand(parts, 30, '/films/film');
    expect(command.filterGraph?.split(';')).toEqual([
      '[0:0]setpts=PTS+0.000000/TB,fps=fps=30:start_time=0,scale=1920:1080:force_original_aspect_ratio=decrease:in_color_matrix=bt601:out_color_matrix=bt709:out_range=tv,pad=1920:1080:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuv420p,tpad=stop_mode=clone:stop=-1,trim=end_frame=315[v0]',
      '[1:0]setpts=PTS-0.500000/TB,fps=fps=30:start_time=0,scale=1920:1080:force_original_aspect_ratio=decrease:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,pad=1920:1080:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuv420p,tpad=stop_mode=clone:stop=-1,trim=end_frame=585[v1]',
      '[v0][v1]concat=n=2:v=1:a=0[v]',
      '[0:1]asetpts=PTS+0.000000/TB,aresample=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,apad,atrim=end=20.000000[a0]',
      '[2:0]asetpts=PTS-20.000000/TB,aresample=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo,apad,atrim=end=10.000000[a1]',
      '[a0][a1]concat=n=2:v=0:a=1[a]',
    ]);
    expect(command.inputs.map(({ path, options }) => [path, options.slice(-2)])).toEqual(
      [0, 1, 2].map((at) => [`file:/films/${at}`, ['-seek_timestamp', '1']]),
    );
  });

  it('makes what one encoder of the platform would: closed groups of 2 s, BT.709, no index in front', () => {
    const [output] = normaliseCommand(parts, 30, '/films/film').outputs;
    expect(output).toEqual({
      path: 'file:/films/film',
      options:
        '-map [v] -c:v libx264 -preset veryfast -profile:v high -crf 18 -g 60 -keyint_min 60 -sc_threshold 0 -flags +cgop -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv -fps_mode passthrough -map [a] -c:a aac -b:a 192k -map_metadata -1 -f mp4'.split(
          ' ',
        ),
    });
  });

  it('keeps 60 pictures a second, and does without what nobody recorded', () => {
    const fast = { ...picture, averageFrameRate: { num: 60, den: 1 }, nominalFrameRate: { num: 60, den: 1 } };
    const silent = normaliseCommand(
      [{ path: '/films/0', offsetSec: 0, video: fast, audio: null }],
      10,
      '/film',
    );
    expect(silent.filterGraph).toMatch(
      /^\[0:0\]setpts=PTS\+0\.000000\/TB,fps=fps=60:.*trim=end_frame=600\[v\]$/,
    );
    expect(silent.outputs[0]?.options).not.toContain('[a]');
    const dark = normaliseCommand([parts[2]!], 30, '/film');
    expect(dark.outputs[0]?.options).not.toContain('[v]');
  });
});
