import { describe, expect, it } from 'vitest';
import { describeCapture, describePresence, describeWaiting, presenceOf } from './participant-words';

const now = Date.parse('2026-06-15T12:00:00.000Z');
const seen = (agoSec: number, isOnline = false) => ({
  isOnline,
  lastSeenAt: new Date(now - agoSec * 1000).toISOString(),
});
const idle = {
  camera: 'on',
  microphone: 'on',
  screen: false,
  capture: 'idle',
  storageLow: false,
  waitingChunks: 0,
  waitingBytes: 0,
} as const;

describe('presence', () => {
  it('is a matter of the connection first, then of time', () => {
    expect(presenceOf(seen(300, true), now)).toBe('here');
    expect(presenceOf(seen(5), now)).toBe('reconnecting');
    expect(presenceOf(seen(60), now)).toBe('gone');
    expect(describePresence(seen(180), now)).toBe('Gone, last seen 3 minutes ago');
  });
});

describe('describeCapture', () => {
  it('says nothing of those who do nothing', () => {
    expect(describeCapture(null)).toBeNull();
    expect(describeCapture(idle)).toBeNull();
    expect(describeCapture({ ...idle, capture: 'recording' })).toBe('Recording');
    expect(describeCapture({ ...idle, capture: 'failed' })).toBe('Not recording');
  });
});

describe('describeWaiting', () => {
  it('counts', () => {
    expect(describeWaiting(null)).toBeNull();
    expect(describeWaiting({ waitingChunks: 0 })).toBeNull();
    expect(describeWaiting({ waitingChunks: 1 })).toBe('1 piece waiting');
    expect(describeWaiting({ waitingChunks: 3 })).toBe('3 pieces waiting');
  });
});
