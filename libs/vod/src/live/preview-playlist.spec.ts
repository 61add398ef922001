import { describe, expect, it } from 'vitest';
import { buildPreviewMaster, buildPreviewPlaylist } from './preview-playlist.js';
import type { RingSegment } from './segment-name.js';
import { segment } from './testing/ring.js';

const cover = [
  segment(41),
  segment(42),
  segment(43, { run: 8, startMs: Date.UTC(2026, 10, 20, 12, 0, 51, 700) }),
];
const uriOf = ({ seq, durationMs }: RingSegment): string => `${seq}-${durationMs}.ts`;

describe('buildPreviewPlaylist', () => {
  it('begins within the first segment, and takes no more of the last than belongs to the clip', () => {
    const plan = { skippedMs: 533.3, lastSegmentBytes: 40_420, lastSegmentMs: 400 };
    expect(buildPreviewPlaylist(cover, plan, uriOf)).toBe(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:1
#EXT-X-MEDIA-SEQUENCE:41
#EXT-X-DISCONTINUITY-SEQUENCE:7
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-START:TIME-OFFSET=0.533,PRECISE=YES
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:41.000Z
#EXTINF:1.000,
41-1000.ts
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:42.000Z
#EXTINF:1.000,
42-1000.ts
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:51.700Z
#EXTINF:0.400,
#EXT-X-BYTERANGE:40420@0
43-1000.ts
#EXT-X-ENDLIST
`);
  });

  it('takes a last segment whole that belongs to it whole', () => {
    const plan = { skippedMs: 0, lastSegmentBytes: 100_000, lastSegmentMs: 1000 };
    expect(buildPreviewPlaylist(cover, plan, uriOf)).not.toContain('BYTERANGE');
  });
});

it('buildPreviewMaster says how many bits a second there are at most', () => {
  expect(buildPreviewMaster([segment(1), segment(2, { sizeBytes: 50_000, durationMs: 250 })], 'p.m3u8'))
    .toBe(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=1600000
p.m3u8
`);
});
