import { describe, expect, it } from 'vitest';
import { describeStorageLeft } from './storage-words';

describe('describeStorageLeft', () => {
  it.each([
    [null, null],
    [0.4, 'No room left on this machine'],
    [12.7, 'Room for 12 min on this machine'],
    [412, 'Room for about 6 h on this machine'],
    [5000, 'Room for more than a day on this machine'],
  ])('of %s min says %s', (minutes, words) => expect(describeStorageLeft(minutes)).toBe(words));
});
