import type { SourceAudio } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import { audioCommand } from './audio-args.js';

const path = '/srv/uploads/sources/0b7a2f3c-9d1e-4c5b-8a6f-001122334455';

const track: SourceAudio = {
  streamIndex: 3,
  track: 2,
  codec: 'ac3',
  channels: 6,
  sampleRateHz: 44_100,
  language: 'fra',
  isDefault: true,
  startSec: 1.5,
  durationSec: 60,
};

/** Arguments as they stand on a command line; none of them holds a space. */
const words = (line: string): string[] => line.trim().split(/\s+/);

/** Packets of the other stream, read and thrown away. */
const beside = (streamIndex: number) => ({
  path: '-',
  options: words(`-map 0:${streamIndex} -c copy -f null`),
});

const described = (filters: string, time: string) => ({
  inputs: [
    {
      path: `file:${path}`,
      options: words(`
        -max_alloc 536870912
        -protocol_whitelist file
        -format_whitelist mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,gif,mxf,dv,mp3,aac,wav,flac
        -max_pixels 40000000
        -max_streams 64
        -probesize 20M
        -analyzeduration 20M
        -t 86400`),
    },
  ],
  outputs: [
    {
      path: 'audio/playlist.m3u8',
      options: words(`
        -map 0:3
        -af ${filters}
        -c:a aac -b:a 128000 -ac 2 -ar 48000
        -map_metadata -1 -map_chapters -1
        -output_ts_offset 1
        -f hls -hls_time ${time} -hls_playlist_type vod -hls_flags temp_file
        -start_number 0 -hls_segment_type fmp4
        -hls_segment_options movflags=+frag_discont
        -hls_fmp4_init_filename init.mp4
        -hls_segment_filename audio/seg_%05d.m4s`),
    },
  ],
});

describe('audioCommand', () => {
  it('makes sound exactly as long as the picture beside it, and in step with it', () => {
    const sound = described('aresample=async=1:first_pts=0,apad,atrim=end=61.200000', '4.080000');
    expect(
      audioCommand(track, path, {
        segmentSec: 4.08,
        lengthSec: 61.2,
        pictureIndex: 0,
        mayChangeChannels: true,
      }),
    ).toEqual({
      ...sound,
      outputs: [...sound.outputs, beside(0)],
    });
  });

  it('leaves sound alone as long as it is', () => {
    expect(
      audioCommand(track, path, {
        segmentSec: 4,
        lengthSec: null,
        pictureIndex: null,
        mayChangeChannels: true,
      }),
    ).toEqual(described('aresample=async=1:first_pts=0', '4.000000'));
  });

  it.each([
    ['before the picture', -0.5, ''],
    ['with the picture', 0, ''],
    ['hardly after it', 0.02, ''],
    ['later', 0.021, ':first_pts=0'],
  ])(
    'where channels may change, fills with silence only sound that begins late: %s',
    (_, startSec, fromZero) => {
      const options = { segmentSec: 4, lengthSec: null, pictureIndex: null, mayChangeChannels: true };
      expect(audioCommand({ ...track, startSec }, path, options)).toEqual(
        described(`aresample=async=1${fromZero}`, '4.000000'),
      );
    },
  );

  it('fills from zero where channels stay', () => {
    const options = { segmentSec: 4, lengthSec: null, pictureIndex: null, mayChangeChannels: false };
    expect(audioCommand({ ...track, startSec: 0 }, path, options)).toEqual(
      described('aresample=async=1:first_pts=0', '4.000000'),
    );
  });
});
