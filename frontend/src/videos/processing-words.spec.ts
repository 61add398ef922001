import { describe, expect, it } from 'vitest';
import { describePace, describeStage, ordinal, progressMilestone, toPercent } from './processing-words';

const waiting = { stage: null, progress: 0, etaSec: null, speed: null, queuePosition: 3, chunks: null };
const encoding = {
  stage: 'encoding' as const,
  progress: 0.42,
  etaSec: 125,
  speed: 3.44,
  queuePosition: null,
  chunks: { done: 12, total: 38 },
};

describe('describeStage', () => {
  it('names the place in the queue', () => {
    expect(describeStage(waiting)).toBe('Waiting, 3rd in line');
    expect(describeStage({ ...waiting, queuePosition: 1 })).toBe('Waiting, next in line');
    expect(describeStage({ ...waiting, queuePosition: null })).toBe('Waiting');
  });

  it('names the stage once an attempt runs', () => expect(describeStage(encoding)).toBe('Encoding'));
});

describe('describePace', () => {
  it('joins what is known', () => {
    expect(describePace(encoding)).toBe('12 of 38 parts · about 2 min left · 3.4× real time');
    expect(describePace({ ...encoding, chunks: null, etaSec: null, speed: 12.3 })).toBe('12× real time');
    expect(describePace(waiting)).toBe('');
  });
});

describe('progressMilestone', () => {
  it('stays the same between quarters', () => {
    expect(progressMilestone(encoding)).toBe('Encoding, 25 percent done');
    expect(progressMilestone({ ...encoding, progress: 0.49 })).toBe('Encoding, 25 percent done');
    expect(progressMilestone({ ...encoding, progress: 0.5 })).toBe('Encoding, 50 percent done');
  });
});

describe('toPercent', () => {
  it('does not promise the end early', () => expect(toPercent(0.999)).toBe(99));
});

describe('ordinal', () => {
  it.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [22, '22nd'],
    [113, '113th'],
  ])('says %d as %s', (count, text) => expect(ordinal(count)).toBe(text));
});
