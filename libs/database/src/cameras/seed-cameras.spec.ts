import { describe, expect, it } from 'vitest';
import { planSeed } from './seed-cameras.js';

const door = { name: 'Door', source: 'rtsp://cam/1' };
const first = { name: 'Camera 1', source: '0' };

describe('planSeed', () => {
  it('makes the test picture when there is nothing else', () => {
    expect(planSeed([], [])).toEqual([{ name: 'Test picture', source: 'test:' }]);
    expect(planSeed([door], [])).toEqual([]);
  });

  it('makes a camera of each source that there is none of yet', () => {
    expect(planSeed([], [door, first])).toEqual([door, first]);
    expect(planSeed([{ name: 'Renamed', source: door.source }], [door, first])).toEqual([first]);
    expect(planSeed([], [door, { ...door, name: 'Again' }])).toEqual([door]);
  });

  it('numbers a name that is taken', () => {
    const taken = [
      { name: 'Camera 1', source: '5' },
      { name: 'Camera 1 (2)', source: '6' },
    ];
    expect(planSeed(taken, [first])).toEqual([{ name: 'Camera 1 (3)', source: '0' }]);
  });
});
