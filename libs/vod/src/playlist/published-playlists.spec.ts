import { describe, expect, it } from 'vitest';
import { publishedPlaylists } from './published-playlists.js';
import type { RenditionMedia } from './rendition-media.js';

const picture: RenditionMedia = {
  name: '720p',
  kind: 'video',
  width: 1280,
  height: 720,
  fps: 25,
  codecs: 'avc1.64001f',
  bandwidthBps: 2_000_000,
  averageBandwidthBps: 1_600_000,
  language: null,
  segments: [
    { durationSec: 4, sizeBytes: 1_000_000, iFrameBytes: 50_000 },
    { durationSec: 2, sizeBytes: 200_000, iFrameBytes: 30_000 },
  ],
};

const sound: RenditionMedia = {
  ...picture,
  name: 'audio',
  kind: 'audio',
  width: null,
  height: null,
  fps: null,
  codecs: 'mp4a.40.2',
  bandwidthBps: 130_000,
  averageBandwidthBps: 128_000,
  language: 'en',
  segments: [
    { durationSec: 4.010667, sizeBytes: 65_000, iFrameBytes: 0 },
    { durationSec: 1.989333, sizeBytes: 31_000, iFrameBytes: 0 },
  ],
};

const audioPlaylist = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.010667,
seg_00000.m4s
#EXTINF:1.989333,
seg_00001.m4s
#EXT-X-ENDLIST
`;

describe('publishedPlaylists', () => {
  it('writes what a file server needs, the playlist that names the others last', () => {
    expect(publishedPlaylists([picture, sound], 4)).toEqual([
      [
        '720p/playlist.m3u8',
        `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
seg_00000.m4s
#EXTINF:2.000000,
seg_00001.m4s
#EXT-X-ENDLIST
`,
      ],
      [
        '720p/iframes.m3u8',
        `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-I-FRAMES-ONLY
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
#EXT-X-BYTERANGE:50000@0
seg_00000.m4s
#EXTINF:2.000000,
#EXT-X-BYTERANGE:30000@0
seg_00001.m4s
#EXT-X-ENDLIST
`,
      ],
      ['audio/playlist.m3u8', audioPlaylist],
      [
        'master.m3u8',
        `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/playlist.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2130000,AVERAGE-BANDWIDTH=1728000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=25.000,VIDEO-RANGE=SDR,AUDIO="audio",CLOSED-CAPTIONS=NONE
720p/playlist.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=120000,AVERAGE-BANDWIDTH=106667,CODECS="avc1.64001f",RESOLUTION=1280x720,VIDEO-RANGE=SDR,URI="720p/iframes.m3u8"
`,
      ],
    ]);
  });

  it('keeps the target duration that the playlists had while they grew, whatever is in them', () => {
    const targets = publishedPlaylists([picture, sound], 6).flatMap(
      ([, text]) => text.match(/#EXT-X-TARGETDURATION:.*/g) ?? [],
    );
    expect(targets).toEqual(Array(3).fill('#EXT-X-TARGETDURATION:6'));
  });

  it('names the files that were really written', () => {
    const [first, second] = picture.segments;
    const again = { ...picture, segments: [first!, { ...second!, fileName: 'seg_00001-2.m4s' }] };
    const texts = new Map(publishedPlaylists([again], 4));
    for (const name of ['720p/playlist.m3u8', '720p/iframes.m3u8'])
      expect(texts.get(name)?.match(/^seg_.*/gm)).toEqual(['seg_00000.m4s', 'seg_00001-2.m4s']);
  });

  it('writes no pictures for sound alone', () => {
    expect(publishedPlaylists([sound], 4)).toEqual([
      ['audio/playlist.m3u8', audioPlaylist],
      [
        'master.m3u8',
        `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=130000,AVERAGE-BANDWIDTH=128000,CODECS="mp4a.40.2"
audio/playlist.m3u8
`,
      ],
    ]);
  });
});
