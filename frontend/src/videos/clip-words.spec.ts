import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeClip, describeClipGap, describeSpan, describeStopReason, runningTime } from './clip-words';

const startUtc = '2026-11-20T14:03:22.123Z';
const startMs = Date.parse(startUtc);
const nextDay = startMs + 86_400_000;

describe('the words of clips', () => {
  beforeEach(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
  afterEach(() => void vi.unstubAllEnvs());

  it('says what it is doing', () => {
    expect(describeClip({ state: 'recording', cameraName: 'Door' })).toBe('Recording from Door');
    expect(describeClip({ state: 'cutting', cameraName: 'Door' })).toBe('Being cut');
    expect(runningTime({ startUtc }, startMs + 42_000)).toBe('0:42');
  });

  it('says when it was', () => {
    const clip = { startUtc, endUtc: '2026-11-20T14:03:52.123Z' };
    expect(describeSpan(clip, startMs)).toBe('15:03:22 to 15:03:52 UTC+1');
    expect(describeSpan(clip, nextDay)).toBe('20 Nov, 15:03:22 to 15:03:52 UTC+1');
    expect(describeSpan({ startUtc, endUtc: null }, startMs)).toBe('since 15:03:22 UTC+1');
    expect(describeSpan({ startUtc, endUtc: '2026-11-20T23:30:00Z' }, startMs)).toBe(
      '15:03:22 to 21 Nov, 00:30:00 UTC+1',
    );
  });

  it('names what is missing', () =>
    expect(describeClipGap({ from: '2026-11-20T14:03:10Z', to: '2026-11-20T14:03:14Z' })).toBe(
      'No picture from 15:03:10 to 15:03:14',
    ));

  it('explains only an end that nobody asked for', () => {
    expect(describeStopReason({ stopReason: 'asked' })).toBeNull();
    expect(describeStopReason({ stopReason: null })).toBeNull();
    expect(describeStopReason({ stopReason: 'vanished' })).toBe(
      'Stopped by itself: the page that recorded it was gone.',
    );
  });
});
