import { describe, expect, it } from 'vitest';
import { describeReady, describeWait } from './growing-words';

const growing = { isGrowing: true, isGivenUp: false, renditions: [] };

describe('describeReady', () => {
  it('sets what is there against the whole', () => {
    expect(describeReady({ ...growing, playableSec: 760, durationSec: 3730 })).toBe('12:40 of 1:02:10 ready');
  });

  it('is silent when all is there', () => {
    expect(describeReady({ ...growing, playableSec: 63.9, durationSec: 64 })).toBeNull();
    expect(describeReady({ ...growing, isGrowing: false, playableSec: 8, durationSec: 64 })).toBeNull();
  });

  it('says less where the whole is not known', () => {
    expect(describeReady({ ...growing, playableSec: 8, durationSec: null })).toBe('0:08 ready');
  });
});

describe('describeWait', () => {
  it('is the share of one part in the time that is left', () => {
    expect(describeWait({ chunks: { done: 8, total: 18 }, etaSec: 190 })).toBe('about 20 s');
  });

  it('is what is left when every part is done', () => {
    expect(describeWait({ chunks: { done: 18, total: 18 }, etaSec: 3 })).toBe('a few seconds');
  });

  it('promises nothing before anything was measured', () => {
    expect(describeWait({ chunks: { done: 1, total: 18 }, etaSec: null })).toBeNull();
    expect(describeWait({ chunks: null, etaSec: 20 })).toBeNull();
  });
});
