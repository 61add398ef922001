import { describe, expect, it } from 'vitest';
import { outputFrameRate } from './frame-rate.js';
import type { Rational } from './source-media.js';

const rate = (text: string): Rational | null => {
  const [num, den] = text.split('/').map(Number);
  return num !== undefined && den !== undefined ? { num, den } : null;
};
const text = ({ num, den }: Rational): string => `${num}/${den}`;

describe('outputFrameRate', () => {
  it.each([
    // average, nominal, output, why
    ['25/1', '25/1', '25/1', 'a camera that tells the truth'],
    ['24000/1001', '24000/1001', '24000/1001', 'film on NTSC, not rounded to 24'],
    ['24/1', '24/1', '24/1', 'film'],
    ['30000/1001', '30000/1001', '30000/1001', 'NTSC'],
    ['60000/1001', '60000/1001', '60000/1001', 'NTSC, doubled'],
    ['48/1', '48/1', '48/1', 'high frame rate film'],
    ['50/1', '50/1', '50/1', 'PAL, doubled'],
    ['60/1', '60/1', '60/1', 'the most that is kept'],
    ['2997/100', '2997/100', '30000/1001', 'NTSC as some muxers write it'],
    ['1000000/33333', '1000000/33333', '30/1', 'a rate measured in microseconds'],
    ['369000/13657', '90000/2999', '30/1', 'a phone in poor light, 10 % behind'],
    ['51/2', '30/1', '30/1', 'as far behind as counts as confirmed'],
    ['25/1', '30/1', '25/1', 'too far behind'],
    ['25/2', '25/1', '25/2', 'every other frame missing'],
    ['25/1', '57600/1', '25/1', 'a claim of 57600'],
    ['30/1', '1000/1', '30/1', 'a claim of 1000'],
    ['301/10', '30/1', '30/1', 'a little ahead'],
    ['31/1', '30/1', '31/1', 'further ahead than rounding'],
    ['25/1', '25/2', '25/1', 'a claim below the truth'],
    ['25/1', 'none', '25/1', 'no claim'],
    ['none', '30/1', '30/1', 'no average: the claim, when it can be'],
    ['none', '1/2', '1/1', 'no average: a slow claim'],
    ['none', '57600/1', '25/1', 'no average and an absurd claim'],
    ['none', 'none', '25/1', 'nothing known'],
    ['0/1', '0/0', '25/1', 'zeros'],
    ['120/1', '120/1', '60/1', 'every second frame'],
    ['120000/1001', '120000/1001', '60000/1001', 'every second frame of NTSC'],
    ['240/1', '240/1', '60/1', 'every fourth frame'],
    ['100/1', '100/1', '50/1', 'every second frame'],
    ['90/1', '90/1', '45/1', 'every second frame'],
    ['144/1', '144/1', '48/1', 'every third frame'],
    ['61/1', '61/1', '61/2', 'just above the limit'],
    ['1000/1', '1000/1', '7353/125', 'every 17th frame'],
    ['10/1', '10/1', '10/1', 'a GIF'],
    ['15/1', '15/1', '15/1', 'an old phone'],
    ['1/1', '1/1', '1/1', 'the least'],
    ['1/10', '1/10', '1/1', 'a slide show'],
    ['2/3600', '25/1', '1/1', 'two pictures in an hour'],
  ])('average %s, nominal %s: %s (%s)', (average, nominal, output) => {
    expect(text(outputFrameRate(rate(average), rate(nominal)))).toBe(output);
  });

  it('stays within 1 and 60 frames a second, whatever a file claims', () => {
    for (let exponent = -30; exponent <= 60; exponent++)
      for (const nominal of [null, rate('25/1'), rate('90000/1')]) {
        const { num, den } = outputFrameRate({ num: Math.ceil(1.5 ** exponent * 1000), den: 1000 }, nominal);
        expect(Number.isInteger(num) && Number.isInteger(den)).toBe(true);
        expect(num / den).toBeGreaterThanOrEqual(1);
        expect(num / den).toBeLessThanOrEqual(60);
      }
  });
});
