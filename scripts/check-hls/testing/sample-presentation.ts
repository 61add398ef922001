import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  audioRenditionName,
  averageBandwidth,
  buildIFramePlaylist,
  buildMediaPlaylist,
  buildMultivariantPlaylist,
  iFramePlaylistName,
  initFileName,
  mediaPlaylistName,
  multivariantPlaylistName,
  peakBandwidth,
  readInitSegment,
  readMediaSegment,
  segmentFileName,
  targetDuration,
  type RenditionMedia,
  type SegmentMedia,
} from '@sluice/vod';

const run = promisify(execFile);

const sizes = [
  { name: '360p', width: 640, height: 360 },
  { name: '180p', width: 320, height: 180 },
] as const;
const fps = 25;
const durationSec = 12;

export interface SamplePresentation {
  folder: string;
  /** Path of the multivariant playlist. */
  location: string;
  remove: () => Promise<void>;
}

/**
 * Makes a small presentation that keeps every rule: 12 s in segments of 4 s, 360p, 180p and audio, encoded by ffmpeg
 * the way the platform does, its playlists written by the platform's own builders. The caller removes it.
 */
export async function makeSamplePresentation(): Promise<SamplePresentation> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-check-hls-'));
  const names = [...sizes.map(({ name }) => name), audioRenditionName];
  for (const name of names) await mkdir(join(folder, name));
  await run('ffmpeg', encodeArgs(folder));
  await writePlaylists(folder, await Promise.all(names.map((name) => measureRendition(folder, name))), 'VOD');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { folder, location: join(folder, multivariantPlaylistName), remove };
}

type Size = (typeof sizes)[number];

/** Arguments as they stand on a command line; none of them holds a space. */
const words = (line: string): string[] => line.split(' ');

function encodeArgs(folder: string): string[] {
  const [large, small] = sizes;
  return [
    ...words(
      `-v error -nostdin -y -f lavfi -i testsrc2=s=${large.width}x${large.height}:r=${fps}:d=${durationSec}`,
    ),
    ...words(`-f lavfi -i sine=440:d=${durationSec}:r=48000 -filter_complex`),
    `[0:v]format=yuv420p,split=2[v0][x];[x]scale=${small.width}:${small.height}[v1]`,
    ...sizes.flatMap((size, index) => pictureArgs(folder, size, index)),
    ...words('-map 1:a -c:a aac -ac 2 -b:a 96k'),
    ...hlsArgs(join(folder, audioRenditionName)),
  ];
}

const pictureArgs = (folder: string, { name }: Size, index: number): string[] => [
  ...words(`-map [v${index}] -c:v libx264 -preset veryfast -profile:v high -threads 2`),
  ...words(`-g ${2 * fps} -keyint_min ${2 * fps} -sc_threshold 0`),
  ...hlsArgs(join(folder, name)),
];

/** Decode times from the timestamps, and an offset that keeps those of B-frames above zero. */
const hlsArgs = (folder: string): string[] => [
  ...words('-output_ts_offset 1 -f hls -hls_time 4 -hls_playlist_type vod -hls_segment_type fmp4'),
  ...words(`-hls_segment_options movflags=+frag_discont -hls_fmp4_init_filename ${initFileName}`),
  '-hls_segment_filename',
  join(folder, 'seg_%05d.m4s'),
  join(folder, mediaPlaylistName),
];

/** Measures what lies in a rendition's folder. */
export async function measureRendition(folder: string, name: string): Promise<RenditionMedia> {
  const init = readInitSegment(await readFile(join(folder, name, initFileName)));
  const count = (await readdir(join(folder, name))).filter((file) => file.endsWith('.m4s')).length;
  const segments: SegmentMedia[] = [];
  for (let index = 0; index < count; index++) {
    const media = readMediaSegment(await readFile(join(folder, name, segmentFileName(index))), init);
    segments.push({
      durationSec: media.duration / init.timescale,
      sizeBytes: media.sizeBytes,
      iFrameBytes: init.kind === 'video' ? media.firstSampleEnd : 0,
    });
  }
  return {
    name,
    kind: init.kind,
    width: init.width,
    height: init.height,
    codecs: init.codecs,
    segments,
    fps: init.kind === 'video' ? fps : null,
    language: init.kind === 'audio' ? 'en' : null,
    bandwidthBps: peakBandwidth(segments, targetDuration([{ segments }])),
    averageBandwidthBps: averageBandwidth(segments),
  };
}

/** Writes all playlists of a presentation, as published (VOD) or as they look while it grows (EVENT). */
export async function writePlaylists(
  folder: string,
  renditions: RenditionMedia[],
  type: 'VOD' | 'EVENT',
): Promise<void> {
  const targetDurationSec = targetDuration(renditions);
  await writeFile(
    join(folder, multivariantPlaylistName),
    buildMultivariantPlaylist(renditions, targetDurationSec),
  );
  for (const { name, kind, segments } of renditions) {
    const options = { segments, targetDurationSec, type, uriOf: (file: string) => file };
    await writeFile(join(folder, name, mediaPlaylistName), buildMediaPlaylist(options));
    if (kind === 'video')
      await writeFile(join(folder, name, iFramePlaylistName), buildIFramePlaylist(options));
  }
}
