import { expect, it } from 'vitest';
import { jpegArgs } from './jpeg-args.js';

it('takes one picture in one size', () => {
  expect(jpegArgs(0, [640]).join(' ')).toBe(
    '-filter_complex_threads 1 -filter_complex [0:V:0]split=1[copy0];' +
      '[copy0]scale=min(iw\\,640):min(ih\\,640):force_original_aspect_ratio=decrease:out_range=pc:out_color_matrix=bt601,format=yuvj420p[jpeg0] ' +
      '-map [jpeg0] -frames:v 1 -map_metadata -1 -c:v mjpeg -threads 1 -q:v 2 -f image2pipe pipe:1',
  );
});

it('takes the picture at a place in several sizes, each through a pipe of its own', () => {
  expect(jpegArgs(29, [null, 480, 160]).join(' ')).toBe(
    '-filter_complex_threads 1 -filter_complex [0:V:0]select=eq(n\\,29),split=3[copy0][copy1][copy2];' +
      '[copy0]scale=out_range=pc:out_color_matrix=bt601,format=yuvj420p[jpeg0];' +
      '[copy1]scale=min(iw\\,480):min(ih\\,480):force_original_aspect_ratio=decrease:out_range=pc:out_color_matrix=bt601,format=yuvj420p[jpeg1];' +
      '[copy2]scale=min(iw\\,160):min(ih\\,160):force_original_aspect_ratio=decrease:out_range=pc:out_color_matrix=bt601,format=yuvj420p[jpeg2] ' +
      '-map [jpeg0] -frames:v 1 -map_metadata -1 -c:v mjpeg -threads 1 -q:v 2 -f image2pipe pipe:1 ' +
      '-map [jpeg1] -frames:v 1 -map_metadata -1 -c:v mjpeg -threads 1 -q:v 2 -f image2pipe pipe:3 ' +
      '-map [jpeg2] -frames:v 1 -map_metadata -1 -c:v mjpeg -threads 1 -q:v 2 -f image2pipe pipe:4',
  );
});
