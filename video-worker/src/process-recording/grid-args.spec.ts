import { describe, expect, it } from 'vitest';
import { picture, sound } from '../testing/sample-film.js';
import { joinCommand, soundCommand, spanCommand, type Cell } from './grid-args.js';
import { gridLayout } from './grid-layout.js';
import { planSpans } from './plan-spans.js';

const cell = (changes: Partial<Cell> = {}): Cell => ({
  path: '/films/1',
  video: { ...picture, durationSec: 100 },
  audio: sound,
  seenFromSec: 0,
  ...changes,
});

describe('gridLayout', () => {
  it.each([
    [2, 640, 720, ['0,0', '640,0']],
    [3, 640, 360, ['0,0', '640,0', '320,360']],
    [4, 640, 360, ['0,0', '640,0', '0,360', '640,360']],
    [5, 426, 360, ['0,0', '426,0', '852,0', '214,360', '640,360']],
    [9, 426, 240, ['0,0', '426,0', '852,0', '0,240', '426,240', '852,240', '0,480', '426,480', '852,480']],
  ])('of %i', (count, width, height, places) => {
    const layout = gridLayout(count);
    expect(layout).toMatchObject({ width, height });
    // a row may be a pixel narrower than the canvas
    const off = layout.cells.map(({ x, y }, at) => {
      const [wantedX, wantedY] = places[at]!.split(',').map(Number);
      return [Math.abs(x - wantedX!) <= 2, y === wantedY];
    });
    expect(off.flat().every(Boolean)).toBe(true);
  });
});

describe('planSpans', () => {
  it.each([
    [1, [1]],
    [1800, [1800]],
    [1859, [1859]],
    [1860, [1800, 60]],
    [5000, [1800, 1800, 1400]],
  ])('%i pictures', (total, counts) => {
    const spans = planSpans(total);
    expect(spans.map(({ frameCount }) => frameCount)).toEqual(counts);
    expect(spans.map(({ startFrame }) => startFrame)).toEqual(counts.map((_, at) => at * 1800));
  });
});

describe('spanCommand', () => {
  const [, second] = planSpans(3600);
  const short = { ...picture, durationSec: 40 };
  const command = spanCommand([cell(), cell({ video: short, seenFromSec: 70 })], second!, '/films/span');

  it('reads each film from the span on, or from its end, by the recording’s clock', () => {
    expect(command.inputs.map(({ options }) => options.slice(-5))).toEqual([
      ['-seek_timestamp', '1', '-noaccurate_seek', '-ss', '60.000000'],
      ['-seek_timestamp', '1', '-noaccurate_seek', '-ss', '38.000000'],
    ]);
  });

  it('puts as many pictures of each as the span has into its place, black before somebody came', () => {
    const [ground, first, late, ...overlays] = command.filterGraph!.split(';');
    expect(ground).toBe('color=black:size=1280x720:rate=30,trim=end_frame=1800,format=yuv420p[g0]');
    expect(first).toBe(
      '[0:0]fps=fps=30:start_time=0,tpad=stop_mode=clone:stop=-1,trim=start_frame=0:end_frame=1800,setpts=PTS-STARTPTS,scale=640:720:force_original_aspect_ratio=decrease:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,pad=640:720:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuv420p[c0]',
    );
    expect(late).toContain('trim=start_frame=660:end_frame=2460,');
    expect(late).toContain(",drawbox=color=black:t=fill:enable='lt(n,300)',");
    expect(overlays).toEqual([
      '[g0][c0]overlay=x=0:y=0:eof_action=repeat[g1]',
      '[g1][c1]overlay=x=640:y=0:eof_action=repeat[g2]',
    ]);
  });

  it('writes what the pipeline shows as it is', () => {
    expect(command.outputs).toEqual([
      {
        path: 'file:/films/span',
        options:
          '-map [g2] -c:v libx264 -preset veryfast -profile:v high -crf 20 -maxrate 3000000 -bufsize 6000000 -g 60 -keyint_min 60 -sc_threshold 0 -flags +cgop -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv -video_track_timescale 15360 -fps_mode passthrough -f mp4'.split(
            ' ',
          ),
      },
    ]);
  });

  it('opens nothing of those who are not to be seen in it', () => {
    const [first] = planSpans(3600);
    const { inputs, filterGraph } = spanCommand(
      [cell({ seenFromSec: 60 }), cell({ video: null })],
      first!,
      '/s',
    );
    expect(inputs).toEqual([]);
    expect(filterGraph).toContain(
      'color=black:size=640x720:rate=30,trim=end_frame=1800,setsar=1,format=yuv420p[c0]',
    );
  });
});

describe('soundCommand', () => {
  it('mixes those who are heard, at their own level', () => {
    const command = soundCommand(
      [cell(), cell({ audio: null }), cell({ path: '/films/3' })],
      90,
      '/films/sound',
    );
    expect(command?.inputs.map(({ path }) => path)).toEqual(['file:/films/1', 'file:/films/3']);
    expect(command?.filterGraph).toBe(
      '[0:1]aresample=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo[s0];[1:1]aresample=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo[s1];[s0][s1]amix=inputs=2:normalize=0,alimiter=limit=0.95:level=0,apad,atrim=end=90.000000[a]',
    );
  });

  it('is nothing where nobody is heard', () => {
    expect(soundCommand([cell({ audio: null })], 90, '/films/sound')).toBeNull();
  });
});

describe('joinCommand', () => {
  it('copies the listed spans and the sound', () => {
    const { inputs, outputs } = joinCommand('spans.txt', '/films/sound', '/films/film');
    expect(inputs[0]).toEqual({
      path: 'spans.txt',
      options: '-protocol_whitelist file -format_whitelist concat,mov -f concat'.split(' '),
    });
    expect(outputs[0]?.options.join(' ')).toBe(
      '-map 0:v -map 1:a -c copy -video_track_timescale 15360 -f mp4',
    );
    expect(joinCommand('spans.txt', null, '/films/film').inputs).toHaveLength(1);
  });
});
