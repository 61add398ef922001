import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHls } from '../../scripts/check-hls/check-hls.js';
import { flashAndBeep, makeSource, picture, quickH264, tone } from '../platform/make-source.js';
import { measureSync } from '../platform/measure-sync.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

interface Source {
  name: string;
  args: string[];
  sizes: string[];
  durationSec: number;
  fps: number | null;
  warnings?: string[];
}

const h264 = quickH264;
const aac = ['-c:a', 'aac'];

/** One source for each property that real uploads have and samples lack. */
const sources: Source[] = [
  {
    name: 'hd.mp4',
    args: [...picture('1280x720', 30, 5), ...tone(5), ...h264, ...aac],
    sizes: ['1280x720', '854x480'],
    durationSec: 5,
    fps: 30,
  },
  {
    name: 'pal.mpg',
    args: [...picture('720x576', 25, 2), '-vf', 'setsar=64/45', '-c:v', 'mpeg2video', '-b:v', '2M'],
    sizes: ['1024x576', '854x480'],
    durationSec: 2,
    fps: 25,
  },
  {
    name: 'small.mp4',
    args: [...picture('640x352', 25, 2), ...h264],
    sizes: ['640x352'],
    durationSec: 2,
    fps: 25,
  },
  {
    name: 'odd.mkv',
    args: [...picture('641x361', 25, 1), '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p'],
    sizes: ['640x360'],
    durationSec: 1,
    fps: 25,
  },
  {
    name: 'interlaced.ts',
    args: [
      ...picture('720x576', 50, 2),
      '-vf',
      'interlace=scan=tff,setfield=tff',
      '-c:v',
      'mpeg2video',
      '-flags',
      '+ilme+ildct',
      '-b:v',
      '4M',
    ],
    sizes: ['720x576', '600x480'],
    durationSec: 2,
    fps: 25,
  },
  {
    name: 'ntsc.mp4',
    args: [...picture('320x180', '30000/1001', 5), ...tone(5), ...h264, ...aac],
    sizes: ['320x180'],
    durationSec: 5.005,
    fps: 29.97,
  },
  {
    name: 'slow.mp4',
    args: [...picture('320x180', 1, 6), ...h264],
    sizes: ['320x180'],
    durationSec: 6,
    fps: 1,
  },
  {
    name: 'fast.mp4',
    args: [...picture('320x180', 240, 1), ...h264],
    sizes: ['320x180'],
    durationSec: 1,
    fps: 60,
    warnings: ['frame_rate_reduced'],
  },
  {
    name: 'one-frame.mp4',
    args: ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25', '-frames:v', '1', ...h264],
    sizes: ['320x180'],
    durationSec: 0.04,
    fps: 25,
  },
  {
    name: 'vfr.mkv',
    args: [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=320x180:r=60:d=4',
      '-vf',
      "select='not(mod(n,3))+lt(random(0),0.3)'",
      '-fps_mode',
      'vfr',
      ...h264,
    ],
    sizes: ['320x180'],
    durationSec: 4,
    fps: 60,
  },
  {
    name: 'hdr.mp4',
    args: [
      ...picture('640x360', 25, 2),
      '-c:v',
      'libx265',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p10le',
      '-x265-params',
      'log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc',
      '-tag:v',
      'hvc1',
    ],
    sizes: ['640x360'],
    durationSec: 2,
    fps: 25,
    warnings: ['tone_mapped'],
  },
  {
    name: 'ten-bit.mkv',
    args: [
      ...picture('320x180', 25, 1),
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p10le',
    ],
    sizes: ['320x180'],
    durationSec: 1,
    fps: 25,
  },
  {
    name: 'prores.mov',
    args: [...picture('640x360', 25, 1), '-c:v', 'prores_ks', '-pix_fmt', 'yuv422p10le'],
    sizes: ['640x360'],
    durationSec: 1,
    fps: 25,
  },
  {
    name: 'dv.avi',
    args: [...picture('720x576', 25, 1), '-c:v', 'dvvideo', '-pix_fmt', 'yuv420p'],
    sizes: ['720x576', '600x480'],
    durationSec: 1,
    fps: 25,
  },
  {
    name: 'browser.webm',
    args: [
      ...picture('320x180', 25, 3),
      ...tone(3),
      '-c:v',
      'libvpx',
      '-deadline',
      'realtime',
      '-cpu-used',
      '8',
      '-c:a',
      'libopus',
      '-live',
      '1',
    ],
    sizes: ['320x180'],
    durationSec: 3,
    fps: 25,
  },
  {
    name: 'animation.gif',
    args: [...picture('320x180', 10, 2)],
    sizes: ['320x180'],
    durationSec: 2,
    fps: 10,
  },
  {
    name: 'sound-outlasts-picture.mp4',
    args: [...picture('320x180', 25, 2), ...tone(6), ...h264, ...aac],
    sizes: ['320x180'],
    durationSec: 6,
    fps: 25,
  },
  {
    name: 'two-tracks.mkv',
    args: [
      ...picture('320x180', 25, 2),
      ...tone(2),
      ...tone(2, 880),
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
      ...h264,
      ...aac,
    ],
    sizes: ['320x180'],
    durationSec: 2.04,
    fps: 25,
    warnings: ['audio_tracks_left_out'],
  },
  {
    name: 'windows.wmv',
    args: [...picture('640x360', 25, 4), ...tone(4), '-c:v', 'wmv2', '-b:v', '500k', '-c:a', 'wmav2'],
    sizes: ['640x360'],
    durationSec: 4.04,
    fps: 25,
  },
  {
    name: 'sound.mp3',
    args: [...tone(4), '-c:a', 'libmp3lame'],
    sizes: [],
    durationSec: 4,
    fps: null,
    warnings: ['audio_only'],
  },
];

describe('every kind of source becomes a video that players accept', () => {
  let platform: TestPlatform;
  let scratch: string;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-pipeline-'));
    platform = await startTestPlatform();
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const process = async (path: string) =>
    platform.api.follow((await platform.send(path)).id, undefined, 60_000);

  it.each(sources)('$name', async ({ name, args, sizes, durationSec, fps, warnings }) => {
    const video = await process(makeSource(scratch, name, args));
    expect(video.error).toBeNull();
    expect(video.renditions.map(({ width, height }) => (width ? `${width}x${height}` : 'audio'))).toEqual(
      sizes.length > 0 ? sizes : ['audio'],
    );
    expect(Math.abs(video.durationSec! - durationSec)).toBeLessThanOrEqual(0.2);
    if (fps === null) expect(video.fps).toBeNull();
    else expect(video.fps).toBeCloseTo(fps, 2);
    expect(video.warnings.map(({ code }) => code).filter(isNoNote)).toEqual(warnings ?? []);
    const report = await checkHls(platform.url + video.hlsUrl!);
    expect(report.rules.filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([]);
    const poster = await fetch(platform.url + video.posterUrl!);
    expect(poster.headers.get('content-type')).toBe('image/jpeg');
  });

  it('turns a phone video upright', async () => {
    const flat = makeSource(scratch, 'flat.mp4', [...picture('640x360', 25, 1), ...h264]);
    const turned = makeSource(scratch, 'turned.mp4', [
      '-i',
      flat,
      '-c',
      'copy',
      '-metadata:s:v',
      'rotate=90',
    ]);
    const video = await process(turned);
    expect([video.width, video.height]).toEqual([360, 640]);
    expect(video.renditions.map(({ name, width, height }) => [name, width, height])).toEqual([
      ['360p', 360, 640],
    ]);
  });

  it('tells how much of a file that was cut off could be read', async () => {
    const whole = makeSource(scratch, 'whole.mp4', [
      ...picture('640x360', 25, 20),
      ...tone(20),
      ...h264,
      ...aac,
      '-movflags',
      '+faststart',
    ]);
    const data = readFileSync(whole);
    const cut = join(scratch, 'cut.mp4');
    writeFileSync(cut, data.subarray(0, data.length / 2));
    const video = await process(cut);
    expect(video.status).toBe('ready');
    expect(video.warnings.find(({ code }) => code === 'ends_early')?.detail).toMatch(
      /^The file ends early: (9|10)\.\d of 20\.0 s could be read\.$/,
    );
    expect((await checkHls(platform.url + video.hlsUrl!)).passed).toBe(true);
  });

  it('survives a picture that changes its size and sound that changes its channels on the way', async () => {
    const part = (name: string, size: string, layout: string): Buffer =>
      readFileSync(
        makeSource(scratch, name, [
          ...picture(size, 25, 4),
          '-f',
          'lavfi',
          '-i',
          `sine=frequency=440:duration=4,aformat=channel_layouts=${layout}`,
          ...h264,
          '-g',
          '25',
          '-c:a',
          'ac3',
        ]),
      );
    const joined = join(scratch, 'joined.ts');
    writeFileSync(
      joined,
      Buffer.concat([part('small.ts', '320x240', 'stereo'), part('large.ts', '640x480', '5.1')]),
    );
    const video = await process(joined);
    expect(video.error).toBeNull();
    expect(video.durationSec).toBeCloseTo(8, 0);
    const report = await checkHls(platform.url + video.hlsUrl!);
    expect(report.rules.filter(({ status }) => status === 'fail')).toEqual([]);
  });

  it('has a storyboard: a tile every two seconds, on sheets that are there', async () => {
    const video = await process(join(scratch, 'hd.mp4'));
    const text = await (await fetch(platform.url + video.storyboardUrl!)).text();
    const cues = [...text.matchAll(/^(\S+) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),160,90$/gm)];
    expect(cues.map(([, start]) => start)).toEqual(['00:00:00.000', '00:00:02.000', '00:00:04.000']);
    const sheet = await fetch(new URL(cues[0]![3]!, platform.url + video.storyboardUrl!));
    expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  it('publishes nothing of where and with what a film was shot', async () => {
    const metadata = [
      '-movflags',
      'use_metadata_tags',
      '-metadata',
      'location=+48.8577+002.295/',
      '-metadata',
      'title=x\n#EXTINF:1,\n<script>',
    ];
    const video = await process(
      makeSource(scratch, 'gps.mp4', [...picture('320x180', 25, 1), ...h264, ...metadata]),
    );
    const folder = join(platform.uploadsDir, 'media/videos', video.id, 'a1');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(6);
    for (const { parentPath, name } of files) {
      const bytes = readFileSync(join(parentPath, name));
      expect(bytes.includes('48.8577') || bytes.includes('<script>'), name).toBe(false);
    }
  });

  const late = ['-itsoffset', '0.5'];
  it.each<[string, (sync: string) => string[]]>([
    ['as recorded', (sync) => ['-i', sync, '-c', 'copy']],
    [
      'timestamps that begin at 10 s',
      (sync) => ['-i', sync, '-c', 'copy', '-output_ts_offset', '10', '-f', 'mpegts'],
    ],
    [
      'a transport stream clock that wraps',
      (sync) => ['-i', sync, '-c', 'copy', '-output_ts_offset', '95442', '-f', 'mpegts'],
    ],
    [
      'sound that begins later',
      (sync) => ['-i', sync, ...late, '-i', sync, '-map', '0:v', '-map', '1:a', '-c', 'copy'],
    ],
    [
      'a picture that begins later',
      (sync) => [...late, '-i', sync, '-i', sync, '-map', '0:v', '-map', '1:a', '-c', 'copy'],
    ],
    ['an edit list that cuts the beginning', (sync) => ['-ss', '0.4', '-i', sync, '-c', 'copy']],
  ])('picture and sound stay in step: %s', async (kind, args) => {
    const sync = makeSource(scratch, 'sync.mp4', [...flashAndBeep(3), ...h264, '-g', '10', ...aac]);
    const name = `${kind.replaceAll(' ', '-')}.${args(sync).includes('mpegts') ? 'ts' : 'mp4'}`;
    const path = makeSource(scratch, name, args(sync));
    const before = measureSync(path);
    const video = await process(path);
    const after = measureSync(platform.url + video.hlsUrl!);
    const shiftMs = Math.abs(after.beepSec - after.flashSec - (before.beepSec - before.flashSec)) * 1000;
    expect(shiftMs).toBeLessThan(40);
  });
});

/** Which way was taken is told of nearly every file; tests/integration/chunks.spec.ts and the plan's own look at that. */
function isNoNote(code: string): boolean {
  return !['passed_through', 'not_passed_through', 'encoded_in_one_piece'].includes(code);
}
