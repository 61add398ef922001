import { planStoryboard, sheetCount, storyboardSheetName } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { storyboardCommand } from './storyboard-args.js';

/** Arguments as they stand on a command line; none of them holds a space. */
const words = (line: string): string[] => line.trim().split(/\s+/);

const rendition = { width: 854, height: 480, keyFrameCount: 30, gopSec: 2, durationSec: 60 };
const playlist = '480p/verify.m3u8';

const described = (step: number, tile: string) => ({
  inputs: [{ path: playlist, options: words('-protocol_whitelist file -skip_frame nokey') }],
  outputs: [
    {
      path: 'storyboard_%02d.jpg',
      options: words(`
        -map 0:v:0
        -vf select='not(mod(n,${step}))',scale=${tile},tile=10x10,scale=out_range=pc,format=yuvj420p
        -fps_mode passthrough
        -q:v 5
        -start_number 0
        -map_metadata -1
        -f image2`),
    },
  ],
});

describe('storyboardCommand', () => {
  it('lays every key frame of a short video on the sheets', () => {
    expect(storyboardCommand(planStoryboard(rendition), playlist, 30)).toEqual(described(1, '160:90'));
  });

  it('takes every second key frame of 301, upright', () => {
    const portrait = planStoryboard({ ...rendition, width: 480, height: 854, keyFrameCount: 301 });
    expect(storyboardCommand(portrait, playlist, 301)).toEqual(described(2, '90:160'));
  });

  it('names the sheets as they are read back', () => {
    const longest = planStoryboard({ ...rendition, keyFrameCount: 300 });
    const pattern = storyboardCommand(longest, playlist, 300).outputs[0]?.path ?? '';
    for (let sheet = 0; sheet < sheetCount(longest); sheet++)
      expect(pattern.replace('%02d', String(sheet).padStart(2, '0'))).toBe(storyboardSheetName(sheet));
  });
});
