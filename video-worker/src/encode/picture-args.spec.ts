import { planEncoding, type EncodingPolicy, type PicturePlan, type SourceVideo } from '@sluice/vod';
import { describe, expect, it } from 'vitest';
import type { FfmpegDescription } from '../ffmpeg/run-ffmpeg.js';
import { film, picture, sound } from '../testing/sample-film.js';
import { pictureCommand, type PictureSpan } from './picture-args.js';
import { deinterlacing } from './picture-filters.js';

const path = '/srv/uploads/sources/0b7a2f3c-9d1e-4c5b-8a6f-001122334455';

function planOf(changes: Partial<SourceVideo>, policy: Partial<EncodingPolicy> = {}): PicturePlan {
  const media = { ...film, durationSec: null, video: { ...picture, ...changes } };
  const plan = planEncoding(media, { ladder: [720, 480], segmentSec: 4, ...policy });
  if (!plan.picture) throw new Error('there is a picture to plan');
  return plan.picture;
}

/** All of it, from the beginning, and no sound. */
const whole = { sourcePath: path, threads: 2, span: null, audio: null };

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
    -threads 2
    -max_error_rate 1
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
  {
    maxrate = 3_000_000,
    bufsize = 6_000_000,
    gop = 60,
    time = '4.000000',
    preset = 'veryfast',
    threads = 2,
    offset = '1',
    first = 0,
  } = {},
): FfmpegDescription['outputs'][number] => ({
  path: `${name}/playlist.m3u8`,
  options: words(`
    -map [${name}]
    -c:v libx264 -preset ${preset} -threads ${threads} -profile:v high
    -crf 23 -maxrate ${maxrate} -bufsize ${bufsize}
    -g ${gop} -keyint_min ${gop} -sc_threshold 0 -flags +cgop
    -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv
    -fps_mode passthrough
    -map_metadata -1 -map_chapters -1
    -output_ts_offset ${offset}
    -f hls -hls_time ${time} -hls_playlist_type vod -hls_flags temp_file
    -start_number ${first} -hls_segment_type fmp4
    -hls_segment_options movflags=+frag_discont
    -hls_fmp4_init_filename init.mp4
    -hls_segment_filename ${name}/seg_%05d.m4s`),
});
const sd = { maxrate: 1_450_000, bufsize: 2_900_000 };

const interlacedSd: Partial<SourceVideo> = {
  codec: 'mpeg2video',
  codedWidth: 720,
  codedHeight: 576,
  width: 1024,
  height: 576,
  averageFrameRate: { num: 25, den: 1 },
  nominalFrameRate: { num: 25, den: 1 },
  interlaced: true,
  colorMatrix: 'bt601',
};

describe('pictureCommand', () => {
  it('decodes a 1080p film once for all renditions, each scaled from the one above it', () => {
    expect(pictureCommand(planOf({}), { ...whole, audio: sound })).toEqual({
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
    expect(pictureCommand(planOf(interlacedSd), whole)).toEqual({
      inputs: [input],
      filterGraph:
        '[0:0]scale=720:576:interl=-1,bwdif=mode=send_frame:deint=interlaced,fps=fps=25/1:start_time=0,' +
        'scale=1024:576:in_color_matrix=bt601:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[576p][to480p];' +
        '[to480p]scale=854:480[480p]',
      outputs: [output('576p', { gop: 50 }), output('480p', { ...sd, gop: 50 })],
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
    expect(pictureCommand(plan, whole)).toEqual({
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
    expect(pictureCommand(plan, whole).filterGraph).toBe(
      '[0:0]fps=fps=30/1:start_time=0,' +
        'scale=1280:720,' +
        'setparams=color_primaries=bt2020:colorspace=bt2020nc,zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,' +
        'tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,setsar=1,format=yuv420p[720p]',
    );
  });

  it('leaves rotation to ffmpeg and scales to the upright size', () => {
    const plan = planOf({ streamIndex: 2, width: 1080, height: 1920, rotation: 90 });
    expect(pictureCommand(plan, whole)).toEqual({
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
    expect(pictureCommand(plan, whole)).toEqual({
      inputs: [input],
      filterGraph:
        '[0:0]fps=fps=30/1:start_time=0,tpad=stop_mode=clone:stop_duration=6.75,' +
        'scale=1280:720:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[720p][to480p];' +
        '[to480p]scale=854:480[480p]',
      outputs: [output('720p'), output('480p', sd)],
    });
  });

  it('takes the preset that the plan names for each rung', () => {
    const plan = planOf({}, { preset: 'slow' });
    const mixed = {
      ...plan,
      renditions: plan.renditions.map((rung, at) => (at === 0 ? rung : { ...rung, preset: 'fast' as const })),
    };
    expect(pictureCommand(mixed, whole).outputs).toEqual([
      output('720p', { preset: 'slow' }),
      output('480p', { ...sd, preset: 'fast' }),
    ]);
  });

  it('reads the sound along, whatever its place in the file', () => {
    const [encoded, ...others] = pictureCommand(planOf({}, { ladder: [480] }), {
      ...whole,
      audio: { ...sound, streamIndex: 7 },
    }).outputs;
    expect([encoded, others]).toEqual([output('480p', sd), [beside(7)]]);
  });

  it('splits nothing for one rendition', () => {
    expect(pictureCommand(planOf({}, { ladder: [480] }), whole)).toEqual({
      inputs: [input],
      filterGraph:
        '[0:0]fps=fps=30/1:start_time=0,' +
        'scale=854:480:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p[480p]',
      outputs: [output('480p', sd)],
    });
  });

  it('chains every rung of a long ladder', () => {
    expect(pictureCommand(planOf({}, { ladder: [1080, 720, 360] }), whole).filterGraph).toBe(
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
    const options = pictureCommand(plan, whole).outputs[0]?.options ?? [];
    const target = Number(options[options.indexOf('-hls_time') + 1]);
    expect(target).toBeLessThanOrEqual(plan.segmentSec);
    expect(target).toBeGreaterThan(plan.segmentSec - 1e-6);
  });

  it('never lets a file name be an option or another protocol', () => {
    for (const hostile of ['-version', 'http://x/', 'concat:a|b'])
      expect(pictureCommand(planOf({}), { ...whole, sourcePath: hostile }).inputs[0]?.path).toBe(
        `file:${hostile}`,
      );
  });
});

/** The input of a chunk: read from a key frame before its start, and no longer than its pictures need. */
const jump = (startSec: string | null): FfmpegDescription['inputs'][number] => ({
  ...input,
  options: [
    ...input.options.slice(0, input.options.indexOf('-t')),
    ...(startSec === null ? [] : words(`-noaccurate_seek -ss ${startSec}`)),
  ],
});
const cut = (plan: PicturePlan, span: PictureSpan): FfmpegDescription =>
  pictureCommand(plan, { ...whole, span, audio: sound });

describe('pictureCommand for a chunk', () => {
  it('reads the head from the beginning, and its pictures exactly', () => {
    const span = { startSec: 0, firstSegment: 0, frameCount: 120 };
    expect(cut(planOf({}), span)).toEqual({
      inputs: [jump(null)],
      filterGraph:
        '[0:0]fps=fps=30/1:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame=120,' +
        'scale=1280:720:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[720p][to480p];' +
        '[to480p]scale=854:480[480p]',
      outputs: [output('720p'), output('480p', sd)],
    });
  });

  it('jumps to a later one, and counts segments and timestamps on from there', () => {
    const span = { startSec: 16, firstSegment: 4, frameCount: 480 };
    const there = { offset: '17', first: 4 };
    expect(cut(planOf({}), span)).toEqual({
      inputs: [jump('16.000000')],
      filterGraph:
        '[0:0]fps=fps=30/1:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame=480,' +
        'scale=1280:720:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[720p][to480p];' +
        '[to480p]scale=854:480[480p]',
      outputs: [output('720p', there), output('480p', { ...sd, ...there })],
    });
  });

  it('keeps to the grid of 29.97 pictures a second', () => {
    const ntsc = { num: 30_000, den: 1001 };
    const plan = planOf({ averageFrameRate: ntsc, nominalFrameRate: ntsc });
    const span = { startSec: 960 * (1001 / 30_000), firstSegment: 8, frameCount: 838 };
    const there = { time: '4.004000', offset: '33.032', first: 8 };
    expect(cut(plan, span)).toEqual({
      inputs: [jump('32.032000')],
      filterGraph:
        '[0:0]fps=fps=30000/1001:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame=838,' +
        'scale=1280:720:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[720p][to480p];' +
        '[to480p]scale=854:480[480p]',
      outputs: [output('720p', there), output('480p', { ...sd, ...there })],
    });
  });

  it('weaves nothing in the middle of an interlaced film either', () => {
    const there = { gop: 50, offset: '5', first: 1 };
    expect(cut(planOf(interlacedSd), { startSec: 4, firstSegment: 1, frameCount: 100 })).toEqual({
      inputs: [jump('4.000000')],
      filterGraph:
        '[0:0]scale=720:576:interl=-1,bwdif=mode=send_frame:deint=interlaced,fps=fps=25/1:start_time=0,' +
        'tpad=stop_mode=clone:stop=-1,trim=end_frame=100,' +
        'scale=1024:576:in_color_matrix=bt601:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p,' +
        'split=2[576p][to480p];' +
        '[to480p]scale=854:480[480p]',
      outputs: [output('576p', there), output('480p', { ...sd, ...there })],
    });
  });

  it('holds the last picture by the pictures that it must have', () => {
    const plan = planOf({ durationSec: 53.25 }, { ladder: [480] });
    const span = { startSec: 32, firstSegment: 8, frameCount: 840 };
    expect(cut(plan, span)).toEqual({
      inputs: [jump('32.000000')],
      filterGraph:
        '[0:0]fps=fps=30/1:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame=840,' +
        'scale=854:480:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p[480p]',
      outputs: [output('480p', { ...sd, offset: '33', first: 8 })],
    });
  });

  it('reads further back for a picture to hold, and begins to count where the chunk begins', () => {
    const ntsc = { num: 30_000, den: 1001 };
    const plan = planOf({ averageFrameRate: ntsc, nominalFrameRate: ntsc }, { ladder: [480] });
    const chunk = { startSec: 960 * (1001 / 30_000), firstSegment: 8, frameCount: 838 };
    const there = { ...sd, time: '4.004000', offset: '33.032', first: 8 };
    const graph = (trim: string): string =>
      `[0:0]fps=fps=30000/1001:start_time=0,tpad=stop_mode=clone:stop=-1,${trim},` +
      'scale=854:480:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv420p[480p]';
    expect(cut(plan, { ...chunk, leadFrames: 600 })).toEqual({
      inputs: [jump('12.012000')],
      filterGraph: graph('trim=start_frame=600:end_frame=1438,setpts=PTS-STARTPTS'),
      outputs: [output('480p', there)],
    });
    expect(cut(plan, { ...chunk, leadFrames: 960 })).toEqual({
      inputs: [jump(null)],
      filterGraph: graph('trim=start_frame=960:end_frame=1798,setpts=PTS-STARTPTS'),
      outputs: [output('480p', there)],
    });
  });

  it('takes as many threads as it is given, to decode and to encode', () => {
    const options = { ...whole, threads: 5, span: { startSec: 0, firstSegment: 0, frameCount: 120 } };
    const { inputs, outputs } = pictureCommand(planOf({}), options);
    expect(inputs[0]?.options.join(' ')).toContain('-threads 5 -max_error_rate 1 -reinit_filter 0');
    expect(outputs).toEqual([output('720p', { threads: 5 }), output('480p', { ...sd, threads: 5 })]);
  });
});

describe('deinterlacing', () => {
  it.each([
    [0, '720:576'],
    [90, '576:720'],
    [180, '720:576'],
    [270, '576:720'],
  ] as const)('holds the stored size as it stands after a turn by %i°', (rotation, size) => {
    expect(deinterlacing({ ...picture, codedWidth: 720, codedHeight: 576, rotation })).toEqual([
      `scale=${size}:interl=-1`,
      'bwdif=mode=send_frame:deint=interlaced',
    ]);
  });
});
