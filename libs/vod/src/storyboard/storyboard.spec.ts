import { describe, expect, it } from 'vitest';
import {
  buildStoryboardVtt,
  keyFramesPerTile,
  planStoryboard,
  sheetCount,
  storyboardSchema,
  storyboardTileSize,
  type Storyboard,
} from './storyboard.js';

/** A minute of 480p with a tile every 2 s. */
const rendition = { width: 854, height: 480, tileCount: 30, intervalSec: 2, durationSec: 60 };

const storyboard: Storyboard = {
  intervalSec: 2,
  tileWidth: 160,
  tileHeight: 90,
  columns: 10,
  rows: 10,
  tileCount: 30,
  durationSec: 60,
};

const vttOf = (changes: Partial<Storyboard>): string =>
  buildStoryboardVtt({ ...storyboard, ...changes }, (fileName) => fileName);
/** The two lines of each cue. */
const cuesOf = (changes: Partial<Storyboard>): string[][] =>
  vttOf(changes)
    .trimEnd()
    .split('\n\n')
    .slice(1)
    .map((cue) => cue.split('\n'));

describe('planStoryboard', () => {
  it('has the tiles that were made, as far apart as they are', () => {
    expect(planStoryboard(rendition)).toEqual(storyboard);
  });

  it('stands a portrait upright', () => {
    expect(planStoryboard({ ...rendition, width: 480, height: 854 })).toEqual({
      ...storyboard,
      tileWidth: 90,
      tileHeight: 160,
    });
  });

  it('takes the one picture there is', () => {
    expect(planStoryboard({ ...rendition, tileCount: 1, durationSec: 0.04 })).toEqual({
      ...storyboard,
      tileCount: 1,
      durationSec: 0.04,
    });
  });

  it('takes distances of broken frame rates as they are', () => {
    const ntsc = { tileCount: 151, intervalSec: 4.004, durationSec: 602.6 };
    expect(planStoryboard({ ...rendition, ...ntsc })).toEqual({ ...storyboard, ...ntsc });
  });

  it.each([
    [1920, 1080, 160, 90],
    [640, 480, 160, 120],
    [480, 480, 160, 160],
    [120, 90, 120, 90],
    [4096, 16, 160, 2],
    [2, 2, 2, 2],
  ])('makes tiles of %i×%i pixels %i×%i', (width, height, tileWidth, tileHeight) => {
    expect(planStoryboard({ ...rendition, width, height })).toMatchObject({ tileWidth, tileHeight });
    expect(storyboardTileSize(width, height)).toEqual({ width: tileWidth, height: tileHeight });
  });

  it('keeps to the schema that the database holds', () => {
    for (const [tileCount, intervalSec] of [
      [1, 2],
      [30, 2],
      [151, 4.004],
      [300, 288],
    ] as const) {
      const plan = planStoryboard({ ...rendition, tileCount, intervalSec });
      expect(storyboardSchema.strict().parse(plan)).toEqual(plan);
    }
  });
});

describe('keyFramesPerTile', () => {
  it.each([
    [0, 1],
    [1, 1],
    [300, 1],
    [301, 2],
    [600, 2],
    [601, 3],
    [43_200, 144],
  ])('thins out %i key frames to every %i.', (keyFrameCount, step) => {
    expect(keyFramesPerTile(keyFrameCount)).toBe(step);
  });
});

describe('sheetCount', () => {
  it.each([
    [1, 1],
    [100, 1],
    [101, 2],
    [300, 3],
  ])('lays %i tiles on %i sheets', (tileCount, sheets) => {
    expect(sheetCount({ ...storyboard, tileCount })).toBe(sheets);
  });
});

describe('buildStoryboardVtt', () => {
  it('has a cue for each tile; the last ends with the video', () => {
    expect(vttOf({ tileCount: 3, durationSec: 5.28 })).toBe(`WEBVTT

00:00:00.000 --> 00:00:02.000
storyboard_00.jpg#xywh=0,0,160,90

00:00:02.000 --> 00:00:04.000
storyboard_00.jpg#xywh=160,0,160,90

00:00:04.000 --> 00:00:05.280
storyboard_00.jpg#xywh=320,0,160,90
`);
  });

  it('shows portraits upright', () => {
    expect(vttOf({ tileCount: 2, tileWidth: 90, tileHeight: 160, durationSec: 3 })).toBe(`WEBVTT

00:00:00.000 --> 00:00:02.000
storyboard_00.jpg#xywh=0,0,90,160

00:00:02.000 --> 00:00:03.000
storyboard_00.jpg#xywh=90,0,90,160
`);
  });

  it('has one cue for one picture', () => {
    expect(vttOf({ tileCount: 1, durationSec: 0.04 })).toBe(`WEBVTT

00:00:00.000 --> 00:00:00.040
storyboard_00.jpg#xywh=0,0,160,90
`);
  });

  it('goes on in the next row and on the next sheet', () => {
    const places = cuesOf({ tileCount: 201, durationSec: 402 }).map(([, place]) => place);
    expect([9, 10, 99, 100, 200].map((tile) => places[tile])).toEqual([
      'storyboard_00.jpg#xywh=1440,0,160,90',
      'storyboard_00.jpg#xywh=0,90,160,90',
      'storyboard_00.jpg#xywh=1440,810,160,90',
      'storyboard_01.jpg#xywh=0,0,160,90',
      'storyboard_02.jpg#xywh=0,0,160,90',
    ]);
  });

  it('counts the hours', () => {
    const times = cuesOf({ intervalSec: 1800.5, tileCount: 4, durationSec: 36_000.25 }).map(([time]) => time);
    expect(times).toEqual([
      '00:00:00.000 --> 00:30:00.500',
      '00:30:00.500 --> 01:00:01.000',
      '01:00:01.000 --> 01:30:01.500',
      '01:30:01.500 --> 10:00:00.250',
    ]);
  });

  it('carries a rounded millisecond over to the minute', () => {
    expect(cuesOf({ tileCount: 1, durationSec: 59.9996 })[0]?.[0]).toBe('00:00:00.000 --> 00:01:00.000');
  });

  it('leaves no gap between cues of broken frame rates', () => {
    const times = cuesOf({ intervalSec: 2.002, tileCount: 300, durationSec: 600.6 }).map(
      ([time]) => time?.split(' --> ') ?? [],
    );
    expect(times.slice(1).map(([start]) => start)).toEqual(times.slice(0, -1).map(([, end]) => end));
  });

  it('never ends a cue before it begins', () => {
    expect(cuesOf({ tileCount: 2, durationSec: 1.9 })[1]?.[0]).toBe('00:00:02.000 --> 00:00:02.001');
  });

  it('takes every address from its caller', () => {
    const uriOf = (fileName: string): string => `https://cdn.example/v/${fileName}?sig=a%2Fb&x=1`;
    expect(buildStoryboardVtt({ ...storyboard, tileCount: 1, durationSec: 2 }, uriOf)).toBe(`WEBVTT

00:00:00.000 --> 00:00:02.000
https://cdn.example/v/storyboard_00.jpg?sig=a%2Fb&x=1#xywh=0,0,160,90
`);
  });
});
