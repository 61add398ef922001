import { describe, expect, it } from 'vitest';
import { formatAge } from './age';

const now = Date.parse('2026-06-15T12:00:00.000Z');
const ago = (sec: number) => new Date(now - sec * 1000).toISOString();

describe('formatAge', () => {
  it.each([
    [-30, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [3 * 3600 + 100, '3 hours ago'],
    [86_399, '23 hours ago'],
    [2 * 86_400, '2 days ago'],
    [20 * 86_400, '2 weeks ago'],
    [70 * 86_400, '2 months ago'],
    [800 * 86_400, '2 years ago'],
  ])('says of %d s: %s', (sec, text) => expect(formatAge(ago(sec), now)).toBe(text));
});
