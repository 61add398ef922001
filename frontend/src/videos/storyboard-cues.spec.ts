import { describe, expect, it } from 'vitest';
import { parseStoryboard, pickEvenly } from './storyboard-cues';

describe('parseStoryboard', () => {
  it('reads tiles with addresses beside the storyboard and elsewhere', () => {
    const vtt =
      'WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n./a1/storyboard_00.jpg#xywh=0,0,160,90\n\n' +
      '00:00:02.000 --> 00:00:04.000\nhttps://store.example/s.jpg?sig=1#xywh=160,90,160,90\n';
    expect(parseStoryboard(vtt, 'https://films.example/media/videos/1/storyboard.vtt')).toEqual([
      {
        sheetUrl: 'https://films.example/media/videos/1/a1/storyboard_00.jpg',
        x: 0,
        y: 0,
        width: 160,
        height: 90,
      },
      { sheetUrl: 'https://store.example/s.jpg?sig=1', x: 160, y: 90, width: 160, height: 90 },
    ]);
  });

  it('makes nothing of other text', () => {
    expect(
      parseStoryboard('WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nHello\n', 'https://films.example/'),
    ).toEqual([]);
  });
});

describe('pickEvenly', () => {
  it.each([
    [[1, 2, 3], 5, [1, 2, 3]],
    [[1, 2, 3, 4, 5, 6], 3, [1, 3, 5]],
    [[], 3, []],
  ])('of %j, %i at most', (items, most, picked) => {
    expect(pickEvenly(items, most)).toEqual(picked);
  });
});
