import { describe, expect, it } from 'vitest';
import { mayBeginAnew, type Moment } from './begin-anew';

const rendition = (name: string, availableSec: number) => ({ name, width: 2, height: 2, availableSec });
const renditions = [rendition('1080p', 20), rendition('480p', 60)];
const playing: Moment = { positionSec: 10, isUnseen: false, isStarving: false };

describe('mayBeginAnew', () => {
  it('never touches a picture that is looked at', () => {
    expect(mayBeginAnew(['480p'], renditions, playing)).toBe(false);
  });

  it('is for new qualities only', () => {
    expect(mayBeginAnew([], renditions, { ...playing, isUnseen: true })).toBe(false);
  });

  it('uses the time when nobody looks', () => {
    expect(mayBeginAnew(['480p'], renditions, { ...playing, isUnseen: true })).toBe(true);
  });

  it('uses a wait when a new quality has what is waited for', () => {
    const waiting = { ...playing, positionSec: 20, isStarving: true };
    expect(mayBeginAnew(['480p'], renditions, waiting)).toBe(true);
    expect(mayBeginAnew(['1080p'], renditions, waiting)).toBe(false);
  });
});
