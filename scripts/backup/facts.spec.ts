import { describe, expect, it } from 'vitest';
import { compareFacts, type Facts } from './facts.js';

const video = (id: string, changed: Partial<Facts['videos'][number]> = {}): Facts['videos'][number] => ({
  id,
  sourcePath: `sources/${id}`,
  hlsKey: `videos/${id}/a1/master.m3u8`,
  ...changed,
});
const facts = (changed: Partial<Facts>): Facts => ({
  videos: [],
  snapshots: [],
  rooms: [],
  recordings: [],
  places: [],
  ...changed,
});
const nothing = { videos: [], snapshots: [], originals: [], rooms: [], recordings: [] };

describe('rows of the dump and rows of now', () => {
  it('name what was deleted between them', () => {
    const then = facts({
      videos: [video('gone'), video('spent')],
      snapshots: ['s'],
      rooms: ['r', 'left'],
      recordings: ['g', 'kept'],
    });
    const now = facts({
      videos: [video('spent', { sourcePath: '' })],
      rooms: ['left'],
      recordings: ['kept', 'new'],
    });
    expect(compareFacts(then, now, (path) => path.startsWith('media/'))).toEqual({
      deletedMeanwhile: {
        videos: ['gone'],
        snapshots: ['s'],
        originals: ['spent'],
        rooms: ['r'],
        recordings: ['g'],
      },
      missing: [],
    });
  });

  it('name what is missing, and nothing that was made anew under other names', () => {
    const then = facts({ videos: [video('lost'), video('renewed')] });
    const now = facts({
      videos: [
        video('lost'),
        video('renewed', { sourcePath: 'processed/x', hlsKey: 'videos/renewed/a3/master.m3u8' }),
      ],
    });
    expect(compareFacts(then, now, () => false)).toEqual({
      deletedMeanwhile: nothing,
      missing: ['sources/lost', 'media/videos/lost/a1/master.m3u8'],
    });
  });
});
