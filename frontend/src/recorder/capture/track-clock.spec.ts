import { describe, expect, it } from 'vitest';
import { TrackClock } from './track-clock';

describe('TrackClock', () => {
  it('counts the least delayed frame', () => {
    const clock = new TrackClock();
    [40, 12, 5, 90, 7].forEach((delayMs, i) => clock.observe(i * 33, 10_000 + i * 33 + delayMs));
    expect(clock.offsetToPageMs).toBe(10_005);
  });

  it('is settled after ten frames', () => {
    const clock = new TrackClock();
    for (let i = 0; i < 9; i++) clock.observe(i, i + 100);
    expect(clock.isSettled).toBe(false);
    clock.observe(9, 109);
    expect(clock.isSettled).toBe(true);
  });

  it('is corrected by the first fresh frame after a backlog of old ones', () => {
    const clock = new TrackClock();
    for (let i = 0; i < 60; i++) clock.observe(i * 10, 700 + i * 10);
    clock.observe(600, 605);
    expect(clock.offsetToPageMs).toBe(5);
  });

  it('moves no more after ten seconds, however slow the camera', () => {
    const clock = new TrackClock();
    for (let i = 0; i < 300; i++) clock.observe(i * 50, i * 50 + 20);
    clock.observe(15_000, 15_000);
    expect(clock.offsetToPageMs).toBe(20);
  });
});
