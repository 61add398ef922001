import { describe, expect, it } from 'vitest';
import { pastViewAt } from './past-view';

const hour = 3_600_000;
const noon = Date.parse('2026-11-20T12:00:00Z');
const buffer = { fromMs: noon, toMs: noon + 8 * hour };
const holes = [{ fromMs: noon + 2 * hour, toMs: noon + 3 * hour }];

describe('pastViewAt', () => {
  it('lists an hour around the moment', () =>
    expect(pastViewAt('/dvr.m3u8', noon + hour, buffer, holes)).toEqual({
      url: '/dvr.m3u8?from=2026-11-20T12%3A30%3A00.000Z&to=2026-11-20T13%3A30%3A00.000Z',
      startMs: noon + hour,
      toMs: noon + 1.5 * hour,
    }));

  it.each([
    ['the oldest picture', noon - hour, noon],
    ['the newest picture', noon + 9 * hour, noon + 8 * hour],
    ['where the picture begins again', noon + 2.5 * hour, noon + 3 * hour],
  ])('goes to %s where there is none', (_, wantedMs, startMs) =>
    expect(pastViewAt('/dvr.m3u8', wantedMs, buffer, holes).startMs).toBe(startMs),
  );
});
