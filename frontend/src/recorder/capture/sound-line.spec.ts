import { describe, expect, it } from 'vitest';
import { SoundLine } from './sound-line';

const rate = 48_000;
const frames = 480;

/** Feeds blocks of 10 ms; answers how far the sound was off its timestamps at worst in the last second. */
function feed(line: SoundLine, atSec: (block: number) => number, blocks: number): number {
  let worst = 0;
  for (let block = 0; block < blocks; block++) {
    const belongs = atSec(block);
    const { silence, stretch, skip } = line.place(belongs, frames);
    const startedAt = line.writtenSec - (frames - skip + stretch) / rate;
    if (block > blocks - 100 && silence === 0) worst = Math.max(worst, Math.abs(startedAt - belongs));
  }
  return worst;
}

describe('SoundLine', () => {
  it('leaves an even line alone', () => {
    const line = new SoundLine(rate);
    for (let block = 0; block < 500; block++)
      expect(line.place(block * 0.01, frames)).toEqual({ silence: 0, skip: 0, stretch: 0 });
    expect(line.writtenSec).toBe(5);
  });

  it('begins at the zero of the take: earlier sound is cut off, a later beginning is filled', () => {
    const early = new SoundLine(rate);
    expect(early.place(-0.013, frames)).toMatchObject({ skip: 480, silence: 0 });
    expect(early.place(-0.003, frames)).toMatchObject({ skip: 144, silence: 0 });
    expect(early.place(0.007, frames)).toMatchObject({ skip: 0, silence: 0, stretch: 0 });
    const late = new SoundLine(rate);
    expect(late.place(0.25, frames)).toMatchObject({ skip: 0, silence: 12_000 });
  });

  it.each([-200, -50, 50, 200])('follows a microphone that is off by %d ppm for an hour', (ppm) => {
    expect(feed(new SoundLine(rate), (block) => block * 0.01 * (1 + ppm / 1e6), 360_000)).toBeLessThan(0.003);
  });

  it('is not moved by jitter', () => {
    const jitter = (block: number) => Math.sin(block * 1.7) * 0.004;
    expect(feed(new SoundLine(rate), (block) => block * 0.01 + jitter(block), 3000)).toBeLessThan(0.007);
  });

  it.each([0.02, 0.04, 0.5])('makes good for %d s that were lost', (lostSec) => {
    const line = new SoundLine(rate);
    expect(feed(line, (block) => block * 0.01 + (block > 200 ? lostSec : 0), 1000)).toBeLessThan(0.003);
  });

  it('takes silence where nothing comes, and then only what is later', () => {
    const line = new SoundLine(rate);
    line.place(0, frames);
    expect(line.fillTo(1.01)).toBe(rate);
    expect(line.place(0.5, frames)).toMatchObject({ skip: 480 });
    expect(line.place(1.01, frames)).toMatchObject({ skip: 0, silence: 0 });
  });
});
