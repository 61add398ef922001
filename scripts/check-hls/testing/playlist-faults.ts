import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inTurn, replaceIn, videoPlaylists, type Fault } from './change-presentation.js';

/** What can be wrong with what playlists say. */
export const playlistFaults: Fault[] = [
  {
    fault: 'no EXT-X-ENDLIST',
    change: replaceIn('360p/playlist.m3u8', '#EXT-X-ENDLIST\n', ''),
    rules: ['playlist-type'],
  },
  {
    fault: 'EVENT that has ended',
    change: replaceIn('360p/playlist.m3u8', 'TYPE:VOD', 'TYPE:EVENT'),
    rules: ['playlist-type'],
  },
  {
    fault: 'a stretched EXTINF',
    change: replaceIn('360p/playlist.m3u8', 'EXTINF:4.000000', 'EXTINF:4.100000'),
    rules: ['extinf-exact', 'durations-agree'],
  },
  {
    fault: 'a false BANDWIDTH',
    change: replaceIn('master.m3u8', /(STREAM-INF:BANDWIDTH=)\d+/, '$175900'),
    rules: ['bandwidth'],
  },
  {
    fault: 'a false AVERAGE-BANDWIDTH',
    change: replaceIn('master.m3u8', /(AVERAGE-BANDWIDTH=)\d+/, '$175900'),
    rules: ['average-bandwidth'],
  },
  {
    fault: 'a false BANDWIDTH of an I-frame playlist',
    change: replaceIn('master.m3u8', /(I-FRAME-STREAM-INF:BANDWIDTH=)\d+/, '$1100'),
    rules: ['i-frame-bandwidth'],
  },
  {
    fault: 'wrong CODECS of the picture',
    change: replaceIn('master.m3u8', /avc1\.\w+/, 'avc1.4d401f'),
    rules: ['codecs'],
  },
  {
    fault: 'wrong CODECS of the sound',
    change: replaceIn('master.m3u8', 'mp4a.40.2', 'mp4a.40.5'),
    rules: ['codecs'],
  },
  {
    fault: 'wrong RESOLUTION',
    change: replaceIn('master.m3u8', '640x360', '640x480'),
    rules: ['resolution'],
  },
  {
    fault: 'wrong FRAME-RATE',
    change: replaceIn('master.m3u8', 'FRAME-RATE=25.000', 'FRAME-RATE=29.970'),
    rules: ['frame-rate'],
  },
  {
    fault: 'no FRAME-RATE',
    change: replaceIn('master.m3u8', 'FRAME-RATE=25.000,', ''),
    rules: ['variant-attributes'],
  },
  {
    fault: 'HDR declared for an SDR picture',
    change: replaceIn('master.m3u8', 'VIDEO-RANGE=SDR', 'VIDEO-RANGE=PQ'),
    rules: ['video-range'],
  },
  {
    fault: 'an AUDIO group that does not exist',
    change: replaceIn('master.m3u8', 'AUDIO="audio"', 'AUDIO="sound"'),
    rules: ['audio-group'],
  },
  {
    fault: 'video declared as audio',
    change: replaceIn('master.m3u8', 'URI="audio/playlist.m3u8"', 'URI="180p/playlist.m3u8"'),
    rules: ['audio-is-audio'],
  },
  {
    fault: 'no LANGUAGE',
    change: replaceIn('master.m3u8', 'LANGUAGE="en",', ''),
    rules: ['audio-language'],
  },
  {
    fault: 'no EXT-X-INDEPENDENT-SEGMENTS',
    change: replaceIn('master.m3u8', '#EXT-X-INDEPENDENT-SEGMENTS\n', ''),
    rules: ['independent-segments'],
  },
  {
    fault: 'no I-frame playlist',
    change: replaceIn('master.m3u8', /#EXT-X-I-FRAME-STREAM-INF.*\n/, ''),
    rules: ['i-frame-playlists'],
  },
  {
    fault: 'an I-frame playlist that does not say what it is',
    change: replaceIn('360p/iframes.m3u8', '#EXT-X-I-FRAMES-ONLY\n', ''),
    rules: ['i-frames-only'],
  },
  {
    fault: 'an I-frame byte range that is too short',
    change: replaceIn('360p/iframes.m3u8', /BYTERANGE:\d+/, 'BYTERANGE:2000'),
    rules: ['i-frame-ranges'],
  },
  {
    fault: 'an I-frame byte range that begins after the moof',
    change: replaceIn('360p/iframes.m3u8', '@0', '@2000'),
    rules: ['i-frame-ranges'],
  },
  {
    fault: 'no EXT-X-MAP',
    change: replaceIn('360p/playlist.m3u8', /#EXT-X-MAP.*\n/, ''),
    rules: ['ext-x-map'],
  },
  {
    fault: 'no EXT-X-VERSION',
    change: replaceIn('360p/playlist.m3u8', /#EXT-X-VERSION.*\n/, ''),
    rules: ['version'],
  },
  {
    fault: 'an EXT-X-TARGETDURATION that is too small in every playlist',
    change: inTurn(
      ...[...videoPlaylists, 'audio/playlist.m3u8'].map((file) =>
        replaceIn(file, 'TARGETDURATION:4', 'TARGETDURATION:3'),
      ),
    ),
    rules: ['target-duration', 'segment-length'],
  },
  {
    fault: 'another EXT-X-TARGETDURATION in one playlist',
    change: replaceIn('audio/playlist.m3u8', 'TARGETDURATION:4', 'TARGETDURATION:5'),
    rules: ['same-target-duration'],
  },
  {
    fault: 'another EXT-X-MEDIA-SEQUENCE in one playlist',
    change: replaceIn('audio/playlist.m3u8', 'SEQUENCE:0', 'SEQUENCE:1'),
    rules: ['media-sequence'],
  },
  {
    fault: 'a segment twice',
    change: replaceIn('360p/playlist.m3u8', 'seg_00002.m4s', 'seg_00001.m4s'),
    rules: ['decode-times'],
  },
  {
    fault: 'a rendition that ends early',
    change: replaceIn('180p/playlist.m3u8', /#EXTINF.*\nseg_00002.m4s\n/, ''),
    rules: ['durations-agree'],
  },
  {
    fault: 'garbage in a media playlist',
    change: replaceIn('360p/playlist.m3u8', '#EXTINF', '<html>502 Bad Gateway</html>\n#EXTINF'),
    rules: ['playlist-syntax'],
  },
  {
    fault: 'garbage for a multivariant playlist',
    change: (folder) => writeFile(join(folder, 'master.m3u8'), '<html>502 Bad Gateway</html>\n'),
    rules: ['playlist-syntax', 'playlist-tags-required'],
  },
];
