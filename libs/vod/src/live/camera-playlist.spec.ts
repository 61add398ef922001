import { describe, expect, it } from 'vitest';
import { buildCameraPlaylist } from './camera-playlist.js';
import { segmentPath } from './segment-name.js';
import { segment } from './testing/ring.js';

const segments = [
  segment(41, { durationMs: 1001 }),
  segment(42, { startMs: Date.UTC(2026, 10, 20, 12, 0, 42, 5), durationMs: 999 }),
  segment(43, { startMs: Date.UTC(2026, 10, 20, 12, 0, 51, 700), run: 8, durationMs: 433 }),
];
const uriOf = segmentPath;

describe('buildCameraPlaylist', () => {
  it('goes on while it is live', () => {
    expect(buildCameraPlaylist({ segments, isClosed: false, uriOf })).toBe(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:41
#EXT-X-DISCONTINUITY-SEQUENCE:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:41.000Z
#EXTINF:1.001,
20261120/12/1795176041000_1001_30_1-7_41.ts
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:42.005Z
#EXTINF:0.999,
20261120/12/1795176042005_999_30_1-7_42.ts
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:51.700Z
#EXTINF:0.433,
20261120/12/1795176051700_433_30_1-8_43.ts
`);
  });

  it('ends for a range of the past', () => {
    expect(
      buildCameraPlaylist({ segments: segments.slice(2), isClosed: true, uriOf: ({ seq }) => `${seq}.ts` }),
    ).toBe(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:1
#EXT-X-MEDIA-SEQUENCE:43
#EXT-X-DISCONTINUITY-SEQUENCE:8
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:51.700Z
#EXTINF:0.433,
43.ts
#EXT-X-ENDLIST
`);
  });

  it('counts discontinuities so that a player that reloads finds each segment where it was', () => {
    const later = buildCameraPlaylist({ segments: segments.slice(1), isClosed: false, uriOf });
    const latest = buildCameraPlaylist({ segments: segments.slice(2), isClosed: false, uriOf });
    expect(later).toContain('#EXT-X-DISCONTINUITY-SEQUENCE:7\n');
    expect(latest).toContain('#EXT-X-DISCONTINUITY-SEQUENCE:8\n');
    expect(latest).not.toContain('#EXT-X-DISCONTINUITY\n');
  });

  it('keeps the count of discontinuities small', () => {
    const one = [segment(1, { run: 1_795_190_007 })];
    expect(buildCameraPlaylist({ segments: one, isClosed: false, uriOf })).toContain(
      '#EXT-X-DISCONTINUITY-SEQUENCE:7\n',
    );
  });

  it('is not made of nothing', () => {
    expect(() => buildCameraPlaylist({ segments: [], isClosed: false, uriOf })).toThrow('needs a segment');
  });
});
