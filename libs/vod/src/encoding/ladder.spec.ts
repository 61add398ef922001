import { describe, expect, it } from 'vitest';
import { defaultLadder, rungHeights, rungs } from './ladder.js';

describe('the ladder', () => {
  it('has one rung for each height, from the largest to the smallest', () => {
    expect(rungs.map(({ height }) => height)).toEqual([...rungHeights]);
    expect([...rungHeights].toSorted((a, b) => b - a)).toEqual([...rungHeights]);
  });

  it('gives a smaller picture a smaller cap, by half to nearly all', () => {
    for (const [at, rung] of rungs.entries()) {
      const above = rungs[at - 1];
      if (above) expect(rung.maxrateBps / above.maxrateBps).toBeLessThan(0.75);
      if (above) expect(rung.maxrateBps / above.maxrateBps).toBeGreaterThan(0.4);
    }
  });

  it('is 720 and 480 unless somebody says otherwise', () => {
    expect(defaultLadder).toEqual([720, 480]);
  });
});
