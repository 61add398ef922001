import { describe, expect, it } from 'vitest';
import { parsePlaylist } from './parse-playlist.js';
import type { ProblemFamily } from './tag-grammar.js';

const media = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="init.mp4"
#EXTINF:4.000000,
#EXT-X-BYTERANGE:100@20
seg.m4s
#EXTINF:3.5,a title, with a comma
#EXT-X-BYTERANGE:50
seg.m4s
#EXT-X-ENDLIST
`;

const multivariant = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",LANGUAGE="en",URI="audio/playlist.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1200,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=25.000,AUDIO="audio"
720p/playlist.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=100,URI="720p/iframes.m3u8"
`;

const parse = (text: string): ReturnType<typeof parsePlaylist> => parsePlaylist(Buffer.from(text));

describe('parsePlaylist', () => {
  it('reads a media playlist', () => {
    expect(parse(media)).toEqual({
      problems: [],
      playlist: {
        kind: 'media',
        version: 7,
        independentSegments: false,
        targetDurationSec: 4,
        mediaSequence: 0,
        type: 'VOD',
        ended: true,
        iFramesOnly: false,
        maps: [{ uri: 'init.mp4', byteRange: null, beforeSegment: 0 }],
        segments: [
          {
            uri: 'seg.m4s',
            extinfSec: 4,
            extinfIsDecimal: true,
            byteRange: { offset: 20, length: 100 },
            discontinuity: false,
          },
          {
            uri: 'seg.m4s',
            extinfSec: 3.5,
            extinfIsDecimal: true,
            byteRange: { offset: 120, length: 50 },
            discontinuity: false,
          },
        ],
      },
    });
  });

  it('reads a multivariant playlist', () => {
    const { playlist, problems } = parse(multivariant);
    expect(problems).toEqual([]);
    expect(playlist).toMatchObject({
      kind: 'multivariant',
      independentSegments: true,
      media: [{ type: 'AUDIO', groupId: 'audio', language: 'en', uri: 'audio/playlist.m3u8' }],
      variants: [
        {
          uri: '720p/playlist.m3u8',
          bandwidthBps: 1200,
          averageBandwidthBps: null,
          codecs: ['avc1.64001f', 'mp4a.40.2'],
          resolution: { width: 1280, height: 720 },
          frameRate: 25,
          audioGroup: 'audio',
        },
      ],
      iFrameVariants: [{ uri: '720p/iframes.m3u8', bandwidthBps: 100 }],
    });
  });

  it('leaves comments, blank lines, unknown tags and CRLF alone', () => {
    const text = media.replace('#EXT-X-ENDLIST', '# a comment\n\n#EXT-X-SOMETHING-NEW:A=1,,\n#EXT-X-ENDLIST');
    expect(parse(text.replaceAll('\n', '\r\n')).problems).toEqual([]);
  });

  const faults: [what: string, text: string, family: ProblemFamily, line: number | null][] = [
    ['#EXTM3U not first', `\n${media}`, 'syntax', 1],
    ['a byte order mark', `\ufeff${media}`, 'syntax', 1],
    ['a control character', media.replace('a title', 'a\u0007title'), 'syntax', 10],
    ['a line that is no URI', media.replace('#EXTINF:3.5', 'no uri at all\n#EXTINF:3.5'), 'syntax', 10],
    ['a URI without EXTINF', media.replace('#EXTINF:3.5,a title, with a comma\n', ''), 'required', 11],
    ['EXTINF without a comma', media.replace('4.000000,', '4.000000'), 'syntax', 7],
    ['EXTINF without a number', media.replace('4.000000,', 'four,'), 'syntax', 7],
    ['EXTINF without a URI', media.replace('#EXT-X-ENDLIST', '#EXTINF:1,'), 'syntax', 13],
    ['EXTINF twice', media.replace('#EXTINF:3.5', '#EXTINF:3,\n#EXTINF:3.5'), 'once', 11],
    ['a byte range without a beginning', media.replace('100@20', '100'), 'syntax', 9],
    ['no target duration', media.replace('#EXT-X-TARGETDURATION:4\n', ''), 'required', null],
    ['a target duration with a fraction', media.replace('DURATION:4', 'DURATION:4.5'), 'syntax', 3],
    ['a version that is no number', media.replace('VERSION:7', 'VERSION:seven'), 'syntax', 2],
    ['two versions', media.replace('#EXT-X-VERSION:7', '#EXT-X-VERSION:7\n#EXT-X-VERSION:7'), 'once', 3],
    ['an unknown playlist type', media.replace('VOD', 'LIVE'), 'syntax', 5],
    ['EXT-X-ENDLIST with a value', media.replace('ENDLIST', 'ENDLIST:1'), 'syntax', 13],
    ['EXT-X-ENDLIST twice', `${media}#EXT-X-ENDLIST\n`, 'once', 14],
    [
      'the media sequence after a segment',
      `${media.replace(/#EXT-X-MEDIA-S.*\n/, '')}#EXT-X-MEDIA-SEQUENCE:0\n`,
      'place',
      13,
    ],
    ['a variant in a media playlist', `${media}#EXT-X-STREAM-INF:BANDWIDTH=1\n`, 'place', 14],
    ['EXT-X-MAP without URI', media.replace('URI="init.mp4"', 'BYTERANGE="1@0"'), 'required', 6],
    ['EXT-X-MAP with a URI without quotes', media.replace('"init.mp4"', 'init.mp4'), 'syntax', 6],
    ['a media playlist tag in a multivariant playlist', `${multivariant}#EXT-X-ENDLIST\n`, 'place', 8],
    ['no variant', multivariant.replace(/#EXT-X-STREAM-INF.*\n.*\n/, ''), 'required', null],
    ['a variant without a URI', multivariant.replace('720p/playlist.m3u8\n', ''), 'syntax', 5],
    ['a URI without a variant', `${multivariant}360p/playlist.m3u8\n`, 'syntax', 8],
    ['a variant without BANDWIDTH', multivariant.replace('BANDWIDTH=1200,', ''), 'required', 5],
    ['a space after a comma', multivariant.replace(',CODECS', ', CODECS'), 'syntax', 5],
    [
      'a comma at the end',
      multivariant.replace('URI="720p/iframes.m3u8"', 'URI="720p/iframes.m3u8",'),
      'syntax',
      7,
    ],
    ['a quote that is not closed', multivariant.replace('mp4a.40.2"', 'mp4a.40.2'), 'syntax', 5],
    ['an attribute twice', multivariant.replace('BANDWIDTH=1200', 'BANDWIDTH=1200,BANDWIDTH=1'), 'syntax', 5],
    ['RESOLUTION that is none', multivariant.replace('1280x720', '1280*720'), 'syntax', 5],
    ['a negative BANDWIDTH', multivariant.replace('1200', '-1200'), 'syntax', 5],
    ['EXT-X-MEDIA without NAME', multivariant.replace('NAME="Audio",', ''), 'required', 4],
    ['nothing but the first line', '#EXTM3U\n', 'required', null],
    ['an empty file', '', 'syntax', 1],
  ];
  it.each(faults)('names %s', (_what, text, family, line) => {
    expect(parse(text).problems).toContainEqual(expect.objectContaining({ family, line }));
  });

  it('names bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from(media), Buffer.from([0xc3, 0x28])]);
    expect(parsePlaylist(bytes).problems).toContainEqual({
      family: 'syntax',
      line: 1,
      text: 'the playlist is not UTF-8',
    });
  });
});
