import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeState } from './camera-words';

const since = '2026-11-20T14:03:22.480Z';
const nowMs = Date.parse(since) + 60_000;

describe('describeState', () => {
  beforeEach(() => void vi.stubEnv('TZ', 'UTC'));
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    ['connecting', 'Connecting to the camera since 14:03:22 UTC'],
    ['signal_lost', 'Signal lost since 14:03:22 UTC'],
    ['disk_full', 'Disk full: nothing new is kept since 14:03:22 UTC'],
    ['disabled', 'Switched off since 14:03:22 UTC'],
    ['recorder_down', 'Recorder down since 14:03:22 UTC'],
    ['unknown', 'No recorder has seen this camera yet'],
  ] as const)('says of %s: %s', (state, sentence) =>
    expect(describeState({ state, since }, nowMs).sentence).toBe(sentence),
  );

  it('has nothing to say against a camera that is live', () =>
    expect(describeState({ state: 'live', since }, nowMs)).toEqual({
      name: 'Live',
      sentence: null,
      tone: 'good',
    }));

  it('leaves out what nobody knows', () =>
    expect(describeState({ state: 'signal_lost', since: null }, nowMs).sentence).toBe('Signal lost'));

  it('names the day of what began on another one', () =>
    expect(describeState({ state: 'signal_lost', since }, nowMs + 86_400_000).sentence).toBe(
      'Signal lost since 20 Nov, 14:03:22 UTC',
    ));
});
