import { describe, expect, it } from 'vitest';
import { buildIFramePlaylist, buildMediaPlaylist } from './media-playlist.js';

const segments = [
  { durationSec: 4, sizeBytes: 900_000, iFrameBytes: 61_234 },
  { durationSec: 4.004, sizeBytes: 700_000, iFrameBytes: 40_100 },
  { durationSec: 1.28, sizeBytes: 200_000, iFrameBytes: 39_999 },
];
const options = { segments, targetDurationSec: 4, uriOf: (fileName: string) => fileName };

describe('buildMediaPlaylist', () => {
  it('ends when it is complete', () => {
    expect(buildMediaPlaylist({ ...options, type: 'VOD' })).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
seg_00000.m4s
#EXTINF:4.004000,
seg_00001.m4s
#EXTINF:1.280000,
seg_00002.m4s
#EXT-X-ENDLIST
`);
  });

  it('stays open while it grows', () => {
    expect(buildMediaPlaylist({ ...options, segments: segments.slice(0, 1), type: 'EVENT' })).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
seg_00000.m4s
`);
  });

  it('grows by appending alone', () => {
    const before = buildMediaPlaylist({ ...options, segments: segments.slice(0, 2), type: 'EVENT' });
    const after = buildMediaPlaylist({ ...options, type: 'EVENT' });
    expect(after.startsWith(before)).toBe(true);
  });

  it('takes every address from its caller', () => {
    const uriOf = (fileName: string): string => `https://cdn.example/v/720p/${fileName}?sig=a%2Fb&x=1`;
    expect(buildMediaPlaylist({ ...options, segments: segments.slice(0, 1), type: 'VOD', uriOf }))
      .toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="https://cdn.example/v/720p/init.mp4?sig=a%2Fb&x=1"
#EXTINF:4.000000,
https://cdn.example/v/720p/seg_00000.m4s?sig=a%2Fb&x=1
#EXT-X-ENDLIST
`);
  });

  it('writes durations as decimals, however long or short they are', () => {
    const odd = [100 / 3, 1 / 90_000, 1e-7].map((durationSec) => ({ ...segments[0]!, durationSec }));
    const text = buildMediaPlaylist({ ...options, segments: odd, type: 'VOD' });
    expect(text.match(/#EXTINF:.*/g)).toEqual([
      '#EXTINF:33.333333,',
      '#EXTINF:0.000011,',
      '#EXTINF:0.000000,',
    ]);
  });
});

describe('buildIFramePlaylist', () => {
  it('points to the first picture of each segment', () => {
    expect(buildIFramePlaylist({ ...options, type: 'VOD' })).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-I-FRAMES-ONLY
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
#EXT-X-BYTERANGE:61234@0
seg_00000.m4s
#EXTINF:4.004000,
#EXT-X-BYTERANGE:40100@0
seg_00001.m4s
#EXTINF:1.280000,
#EXT-X-BYTERANGE:39999@0
seg_00002.m4s
#EXT-X-ENDLIST
`);
  });
});
