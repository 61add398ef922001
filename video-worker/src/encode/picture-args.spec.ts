import {
  planEncoding,
  type EncodingPolicy,
  type PicturePlan,
  type SourceAudio,
  type SourceVideo,
} from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { pictureCommand } from './picture-args.js';
import { deinterlacing } from './picture-filters.js';

const path = '/srv/uploads/sources/0b7a2f3c-9d1e-4c5b-8a6f-001122334455';

const source: SourceVideo = {
  streamIndex: 0,
  codec: 'h264',
  codecTag: 'avc1',
  codedWidth: 1920,
  codedHeight: 1080,
  width: 1920,
  height: 1080,
  rotation: 0,
  averageFrameRate: { num: 30, den: 1 },
  nominalFrameRate: { num: 30, den: 1 },
  interlaced: false,
  hdr: null,
  colorMatrix: 'bt709',
  fullRange: false,
  startSec: 0,
  durationSec: 60,
  frameCount: 1800,
};

const sound: SourceAudio = {
  streamIndex: 1,
  track: 1,
  codec: 'aac',
  channels: 2,
  sampleRateHz: 48_000,
  language: null,
  isDefault: true,
  startSec: 0,
  durationSec: 60,
};

function planOf(
  changes: Partial<SourceVideo>,
  policy: Partial<EncodingPolicy> = {},
  audio: SourceAudio[] = [sound],
): PicturePlan {
  const video = { ...source, ...changes };
  const media = { container: 'mov', durationSec: null, sizeBytes: 1, video, audio, hasCoverArt: false };
  const { picture } = planEncoding(media, { ladder: [720, 480], segmentSec: 4, ...policy });
  if (!picture) throw new Error('there is a picture to plan');
  return picture;
}

/** Arguments as they stand on a command line; none of them holds a space. */
const words = (line: string): string[] => line.trim().split(/\s+/);

const input = {
  path: `file:${path}`,
  options: words(`
    -max_alloc 536870912
    -protocol_whitelist file
    -format_whitelist mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,gif,mxf,dv,mp3,aac,wav,flac
    -max_pixels 40000000
    -max_streams 64
    -probesize 20M
    -analyzeduration 20M
    -reinit_filter 0
    -t 86400`),
};

/** Packets of the other stream, read and thrown away. */
const beside = (streamIndex: number): FfmpegDescription['outputs'][number] => ({
  path: '-',
  options: words(`-map 0:${streamIndex} -c copy -f null`),
});

/** One rendition of 30 frames a second in segments of 4 s, but for what is told. */
const output = (
  name: string,
  { maxrate = 3_000_000, bufsize = 6_000_000, gop = 60, time = '4.000000', preset = 'veryfast' } = {},
): FfmpegDescription['outputs'][number] => ({
  path: `${name}/playlist.m3u8`,
  options: words(`
    -map [${name}]
    -c:v libx264 -preset ${preset} -profile:v high
    -crf 23 -maxrate ${maxrate} -bufsize ${bufsize}
    -g ${gop} -keyint_min ${gop} -sc_threshold 0 -flags +cgop
    -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv
    -fps_mode passthrough
    -map_metadata -1 -map_chapters -1
    -output_ts_offset 1
    -f hls -hls_time ${time} -hls_playlist_type vod -hls_segment_type fmp4
    -hls_segment_options movflags=+frag_discont
    -hls_fmp4_init_filename init.mp4
    -hls_segment_filename ${name}/seg_%05d.m4s`),
});
const sd = { maxrate: 1_450_000, bufsize: 2_900_000 };

describe('pictureCommand', () => {
  it('decodes a 1080p film once for all renditions, each scaled from the one above it', () => {
    expect(pictureCommand(planOf({}), sound, path, 'veryfast')).toEqual({
      inputs: [input],
      filterGraph:
        '[0:0]fps=fps=30/1:start_time=0,' +
        'scale=1280:720:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[720p][to480p];' +
        '[to480p]scale=854:480[480p]',
      outputs: [output('720p'), output('480p', sd), beside(1)],
    });
  });

  it('weaves nothing: interlaced SD becomes one picture for each frame', () => {
    const plan = planOf({
      codec: 'mpeg2video',
      codedWidth: 720,
      codedHeight: 576,
      width: 1024,
      height: 576,
      averageFrameRate: { num: 25, den: 1 },
      nominalFrameRate: { num: 25, den: 1 },
      interlaced: true,
      colorMatrix: 'bt601',
    });
    expect(pictureCommand(plan, null, path, 'fast')).toEqual({
      inputs: [input],
      filterGraph:
        '[0:0]scale=720:576:interl=-1,bwdif=mode=send_frame:deint=interlaced,fps=fps=25/1:start_time=0,' +
        'scale=1024:576:in_color_matrix=bt601:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[576p][to480p];' +
        '[to480p]scale=854:480[480p]',
      outputs: [
        output('576p', { gop: 50, preset: 'fast' }),
        output('480p', { ...sd, gop: 50, preset: 'fast' }),
      ],
    });
  });

  it('tone-maps HDR after it was made smaller', () => {
    const plan = planOf({
      codec: 'hevc',
      codedWidth: 3840,
      codedHeight: 2160,
      width: 3840,
      height: 2160,
      averageFrameRate: { num: 60_000, den: 1001 },
      nominalFrameRate: { num: 60_000, den: 1001 },
      hdr: 'pq',
      colorMatrix: 'bt2020',
    });
    const fast = { gop: 120, time: '4.004000' };
    expect(pictureCommand(plan, null, path, 'veryfast')).toEqual({
      inputs: [input],
      filterGraph:
        '[0:0]fps=fps=60000/1001:start_time=0,' +
        'scale=1280:720,setparams=color_primaries=bt2020:colorspace=bt2020nc,zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,' +
        'tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,setsar=1,format=yuv420p,' +
        'split=2[720p][to480p];' +
        '[to480p]scale=854:480[480p]',
      outputs: [
        output('720p', { ...fast, maxrate: 4_500_000, bufsize: 9_000_000 }),
        output('480p', { ...fast, maxrate: 2_175_000, bufsize: 4_350_000 }),
      ],
    });
  });

  it('names the colours of HDR that does not', () => {
    const plan = planOf({ hdr: 'hlg', colorMatrix: 'bt709' }, { ladder: [720] });
    expect(pictureCommand(plan, null, path, 'veryfast').filterGraph).toBe(
      '[0:0]fps=fps=30/1:start_time=0,' +
        'scale=1280:720,' +
        'setparams=color_primaries=bt2020:colorspace=bt2020nc,zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,' +
        'tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,setsar=1,format=yuv420p[720p]',
    );
  });

  it('leaves rotation to ffmpeg and scales to the upright size', () => {
    const plan = planOf({ streamIndex: 2, width: 1080, height: 1920, rotation: 90 });
    expect(pictureCommand(plan, null, path, 'veryfast')).toEqual({
      inputs: [input],
      filterGraph:
        '[0:2]fps=fps=30/1:start_time=0,' +
        'scale=720:1280:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[720p][to480p];' +
        '[to480p]scale=480:854[480p]',
      outputs: [output('720p'), output('480p', sd)],
    });
  });

  it('holds the last picture while the sound goes on', () => {
    const plan = planOf({ durationSec: 53.25 });
    expect(pictureCommand(plan, null, path, 'veryfast')).toEqual({
      inputs: [input],
      filterGraph:
        '[0:0]fps=fps=30/1:start_time=0,tpad=stop_mode=clone:stop_duration=6.75,' +
        'scale=1280:720:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[720p][to480p];' +
        '[to480p]scale=854:480[480p]',
      outputs: [output('720p'), output('480p', sd)],
    });
  });

  it('reads the sound along, whatever its place in the file', () => {
    const [picture, ...others] = pictureCommand(
      planOf({}, { ladder: [480] }),
      { ...sound, streamIndex: 7 },
      path,
      'veryfast',
    ).outputs;
    expect([picture, others]).toEqual([output('480p', sd), [beside(7)]]);
  });

  it('splits nothing for one rendition', () => {
    expect(pictureCommand(planOf({}, { ladder: [480] }), null, path, 'veryfast')).toEqual({
      inputs: [input],
      filterGraph:
        '[0:0]fps=fps=30/1:start_time=0,' +
        'scale=854:480:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p[480p]',
      outputs: [output('480p', sd)],
    });
  });

  it('chains every rung of a long ladder', () => {
    expect(pictureCommand(planOf({}, { ladder: [1080, 720, 360] }), null, path, 'veryfast').filterGraph).toBe(
      '[0:0]fps=fps=30/1:start_time=0,' +
        'scale=1920:1080:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[1080p][to720p];' +
        '[to720p]scale=1280:720,split=2[720p][to360p];' +
        '[to360p]scale=640:360[360p]',
    );
  });

  it('asks for segments no longer than they are: a longer target would push every cut to the next key frame', () => {
    const ntsc = { averageFrameRate: { num: 24_000, den: 1001 }, nominalFrameRate: null };
    const plan = planOf(ntsc, { segmentSec: 5 });
    const options = pictureCommand(plan, null, path, 'veryfast').outputs[0]?.options ?? [];
    const target = Number(options[options.indexOf('-hls_time') + 1]);
    expect(target).toBeLessThanOrEqual(plan.segmentSec);
    expect(target).toBeGreaterThan(plan.segmentSec - 1e-6);
  });

  it('never lets a file name be an option or another protocol', () => {
    for (const hostile of ['-version', 'http://x/', 'concat:a|b'])
      expect(pictureCommand(planOf({}), null, hostile, 'veryfast').inputs[0]?.path).toBe(`file:${hostile}`);
  });
});

describe('deinterlacing', () => {
  it.each([
    [0, '720:576'],
    [90, '576:720'],
    [180, '720:576'],
    [270, '576:720'],
  ] as const)('holds the stored size as it stands after a turn by %i°', (rotation, size) => {
    expect(deinterlacing({ ...source, codedWidth: 720, codedHeight: 576, rotation })).toEqual([
      `scale=${size}:interl=-1`,
      'bwdif=mode=send_frame:deint=interlaced',
    ]);
  });
});
