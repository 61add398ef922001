import { describe, expect, it } from 'vitest';
import { spanName } from '@sluice/vod';
import { filmName, filmTitle } from './film-names.js';

const anna = { id: '1', name: 'Anna', takes: [], film: null };
const room = { roomTitle: 'Interview', number: 1, participants: [anna] };

describe('filmTitle', () => {
  it.each([
    ['Interview', room, anna],
    ['Interview (2)', { ...room, number: 2 }, anna],
    ['Interview: Anna', { ...room, participants: [anna, anna] }, anna],
    ['Interview: Anna (3)', { ...room, participants: [anna, anna], number: 3 }, anna],
    ['Interview', { ...room, participants: [anna, anna] }, null],
  ])('%s', (title, recording, participant) => expect(filmTitle(recording, participant)).toBe(title));

  it('is no longer than titles may be', () => {
    const title = filmTitle({ roomTitle: 'x'.repeat(200), number: 2, participants: [anna, anna] }, anna);
    expect(title).toHaveLength(200);
    expect(title.endsWith('x: Anna (2)')).toBe(true);
  });
});

it('names what is stored by revision', () => {
  expect([filmName(2, 'anna'), filmName(1, null), spanName(1, 7)]).toEqual([
    'r2-anna',
    'r1-room',
    'r1-span-00007',
  ]);
});
