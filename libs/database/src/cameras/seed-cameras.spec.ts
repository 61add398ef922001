import { describe, expect, it } from 'vitest';
import { planSeed } from './seed-cameras.js';

const door = { name: 'Door', source: 'rtsp://cam/1' };
const none = new Set<string>();
const first = { name: 'Camera 1', source: '0' };

describe('planSeed', () => {
  it('makes the test picture when there is nothing else', () => {
    expect(planSeed([], [], none)).toEqual([{ name: 'Test picture', source: 'test:' }]);
    expect(planSeed([door], [], none)).toEqual([]);
  });

  it('makes a camera of each source that there is none of yet', () => {
    expect(planSeed([], [door, first], none)).toEqual([door, first]);
    expect(planSeed([{ name: 'Renamed', source: door.source }], [door, first], none)).toEqual([first]);
    expect(planSeed([], [door, { ...door, name: 'Again' }], none)).toEqual([door]);
  });

  it('makes none anew that was changed or removed', () => {
    expect(planSeed([], [door, first], new Set([door.source]))).toEqual([first]);
    expect(planSeed([], [], new Set(['test:']))).toEqual([]);
  });

  it('numbers a name that is taken', () => {
    const taken = [
      { name: 'Camera 1', source: '5' },
      { name: 'Camera 1 (2)', source: '6' },
    ];
    expect(planSeed(taken, [first], none)).toEqual([{ name: 'Camera 1 (3)', source: '0' }]);
  });
});
