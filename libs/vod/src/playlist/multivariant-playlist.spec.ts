import { describe, expect, it } from 'vitest';
import { buildMultivariantPlaylist, variantBandwidth } from './multivariant-playlist.js';
import type { RenditionMedia } from './rendition-media.js';

const picture720: RenditionMedia = {
  name: '720p',
  kind: 'video',
  width: 1280,
  height: 720,
  fps: 29.97,
  codecs: 'avc1.64001f',
  bandwidthBps: 2_400_000,
  averageBandwidthBps: 1_900_000,
  language: null,
  segments: [
    { durationSec: 4, sizeBytes: 1_200_000, iFrameBytes: 50_000 },
    { durationSec: 4, sizeBytes: 700_000, iFrameBytes: 30_000 },
  ],
};

const picture480: RenditionMedia = {
  ...picture720,
  name: '480p',
  width: 854,
  height: 480,
  codecs: 'avc1.64001e',
  bandwidthBps: 1_200_000,
  averageBandwidthBps: 900_000,
  segments: [
    { durationSec: 4, sizeBytes: 600_000, iFrameBytes: 25_000 },
    { durationSec: 4, sizeBytes: 300_000, iFrameBytes: 15_000 },
  ],
};

const sound: RenditionMedia = {
  name: 'audio',
  kind: 'audio',
  width: null,
  height: null,
  fps: null,
  codecs: 'mp4a.40.2',
  bandwidthBps: 131_000,
  averageBandwidthBps: 128_500,
  language: null,
  segments: [
    { durationSec: 4, sizeBytes: 65_500, iFrameBytes: 0 },
    { durationSec: 4, sizeBytes: 63_000, iFrameBytes: 0 },
  ],
};

describe('buildMultivariantPlaylist', () => {
  it('offers pictures with their sound, the largest first', () => {
    expect(buildMultivariantPlaylist([picture480, sound, picture720], 4)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",LANGUAGE="und",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/playlist.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2531000,AVERAGE-BANDWIDTH=2028500,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,VIDEO-RANGE=SDR,AUDIO="audio",CLOSED-CAPTIONS=NONE
720p/playlist.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1331000,AVERAGE-BANDWIDTH=1028500,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=854x480,FRAME-RATE=29.970,VIDEO-RANGE=SDR,AUDIO="audio",CLOSED-CAPTIONS=NONE
480p/playlist.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=100000,AVERAGE-BANDWIDTH=80000,CODECS="avc1.64001f",RESOLUTION=1280x720,VIDEO-RANGE=SDR,URI="720p/iframes.m3u8"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=50000,AVERAGE-BANDWIDTH=40000,CODECS="avc1.64001e",RESOLUTION=854x480,VIDEO-RANGE=SDR,URI="480p/iframes.m3u8"
`);
  });

  it('offers pictures without sound', () => {
    expect(buildMultivariantPlaylist([picture720], 4)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=2400000,AVERAGE-BANDWIDTH=1900000,CODECS="avc1.64001f",RESOLUTION=1280x720,FRAME-RATE=29.970,VIDEO-RANGE=SDR,CLOSED-CAPTIONS=NONE
720p/playlist.m3u8
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=100000,AVERAGE-BANDWIDTH=80000,CODECS="avc1.64001f",RESOLUTION=1280x720,VIDEO-RANGE=SDR,URI="720p/iframes.m3u8"
`);
  });

  it('offers sound alone as the only variant', () => {
    expect(buildMultivariantPlaylist([sound], 4)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=131000,AVERAGE-BANDWIDTH=128500,CODECS="mp4a.40.2"
audio/playlist.m3u8
`);
  });

  it('names the language of the sound where it is known', () => {
    const text = buildMultivariantPlaylist([picture720, { ...sound, language: 'fr' }], 4);
    expect(text).toContain(
      '\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",LANGUAGE="fr",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/playlist.m3u8"\n',
    );
  });

  it.each<[string, RenditionMedia[]]>([
    ['a quotation mark in the language', [picture720, { ...sound, language: 'x",URI="http://evil.example' }]],
    ['a line break in the language', [picture720, { ...sound, language: 'en\n#EXT-X-ENDLIST' }]],
    ['a carriage return in the language', [picture720, { ...sound, language: 'en\r' }]],
    ['a quotation mark in the codecs', [{ ...picture720, codecs: 'avc1"' }]],
    ['a line break in the codecs of sound alone', [{ ...sound, codecs: 'mp4a.40.2\n' }]],
    ['a line break in the name', [{ ...picture720, name: '720p\n' }]],
  ])('refuses %s, which would be a tag of its own', (_, renditions) => {
    expect(() => buildMultivariantPlaylist(renditions, 4)).toThrow(
      new TypeError('an attribute value must not hold quotation marks or line breaks'),
    );
  });

  it('leaves the renditions in their order', () => {
    const renditions = [picture480, sound, picture720];
    buildMultivariantPlaylist(renditions, 4);
    expect(renditions).toEqual([picture480, sound, picture720]);
  });
});

describe('variantBandwidth', () => {
  it('adds the sound beside a picture', () => {
    expect(variantBandwidth(picture480, sound)).toEqual({
      bandwidthBps: 1_331_000,
      averageBandwidthBps: 1_028_500,
      codecs: 'avc1.64001e,mp4a.40.2',
    });
  });

  it('adds nothing where there is no sound', () => {
    expect(variantBandwidth(picture480, null)).toEqual({
      bandwidthBps: 1_200_000,
      averageBandwidthBps: 900_000,
      codecs: 'avc1.64001e',
    });
  });
});
