import { existsSync } from 'node:fs';
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { averageBandwidth, peakBandwidth, segmentFileName, type RenditionMedia } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHls, UnreachableError, type Report } from './check-hls.js';
import type { Change } from './testing/change-presentation.js';
import { mediaFaults } from './testing/media-faults.js';
import { playlistFaults } from './testing/playlist-faults.js';
import {
  makeSamplePresentation,
  measureRendition,
  writePlaylists,
  type SamplePresentation,
} from './testing/sample-presentation.js';

let sample: SamplePresentation;

beforeAll(async () => {
  sample = await makeSamplePresentation();
}, 60_000);

afterAll(async () => {
  await sample.remove();
  expect(existsSync(sample.folder)).toBe(false);
});

const broken = (report: Report, status: 'fail' | 'warn' = 'fail'): string[] =>
  report.rules.filter((rule) => rule.status === status).map(({ id }) => id);

/** Checks a changed copy of the sample. */
async function checkChanged(change: Change): Promise<Report> {
  const folder = join(sample.folder, 'changed');
  const isOriginal = (path: string): boolean => !path.startsWith(folder);
  await cp(sample.folder, `${sample.folder}.copy`, { recursive: true, filter: isOriginal });
  await rename(`${sample.folder}.copy`, folder);
  try {
    await change(folder);
    return await checkHls(join(folder, 'master.m3u8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A rendition whose first two segments are one: as if its key frames were further apart. */
async function joinFirstTwo(folder: string, rendition: RenditionMedia): Promise<RenditionMedia> {
  const [first, second, ...others] = rendition.segments;
  const parts = [segmentFileName(0), segmentFileName(1)].map((file) =>
    readFile(join(folder, rendition.name, file)),
  );
  await writeFile(join(folder, rendition.name, 'joined.m4s'), Buffer.concat(await Promise.all(parts)));
  const joined = {
    durationSec: first!.durationSec + second!.durationSec,
    sizeBytes: first!.sizeBytes + second!.sizeBytes,
    iFrameBytes: first!.iFrameBytes,
    fileName: 'joined.m4s',
  };
  const segments = [
    joined,
    ...others.map((segment, at) => ({ ...segment, fileName: segmentFileName(at + 2) })),
  ];
  return {
    ...rendition,
    segments,
    bandwidthBps: peakBandwidth(segments, joined.durationSec),
    averageBandwidthBps: averageBandwidth(segments),
  };
}

describe('a presentation that keeps the rules', () => {
  it('passes all of them, and only delivery has nothing to judge', async () => {
    const report = await checkHls(sample.location);
    expect(report.rules.filter(({ status }) => status === 'fail' || status === 'warn')).toEqual([]);
    expect(report.rules.filter(({ status }) => status === 'skipped').map(({ id }) => id)).toEqual([
      'no-redirects',
      'content-types',
      'byte-ranges-served',
      'gzip',
    ]);
    expect(report.passed).toBe(true);
  });

  it('passes while it grows, with playlists that are not equally long', async () => {
    const report = await checkChanged(async (folder) => {
      const all = await Promise.all(['360p', '180p', 'audio'].map((name) => measureRendition(folder, name)));
      const grown = all.map((media, index) => ({
        ...media,
        segments: media.segments.slice(0, index === 1 ? 1 : 2),
      }));
      await writePlaylists(folder, grown, 'EVENT');
    });
    expect(broken(report)).toEqual([]);
  });

  it.each(['EVENT', 'VOD'] as const)(
    'passes as %s beside a picture with key frames of its own',
    async (type) => {
      const report = await checkChanged(async (folder) => {
        const [large, small, audio] = await Promise.all(
          ['360p', '180p', 'audio'].map((name) => measureRendition(folder, name)),
        );
        await writePlaylists(folder, [large!, await joinFirstTwo(folder, small!), audio!], type);
      });
      expect(broken(report)).toEqual([]);
      const warnings = type === 'VOD' ? ['boundaries-aligned'] : [];
      expect(broken(report, 'warn')).toEqual(expect.arrayContaining(warnings));
    },
  );

  it('can be checked from one of its media playlists', async () => {
    const report = await checkHls(join(sample.folder, '360p/playlist.m3u8'));
    expect(broken(report)).toEqual([]);
    expect(report.rules.find(({ id }) => id === 'decode-times')?.status).toBe('pass');
  });
});

it('refuses a playlist that cannot be read', async () => {
  await expect(checkHls(join(sample.folder, 'nothing.m3u8'))).rejects.toThrow(UnreachableError);
});

describe('a presentation that breaks a rule', () => {
  it.each([...mediaFaults, ...playlistFaults])(
    'is caught: $fault',
    async ({ change, rules, warnings = [] }) => {
      const report = await checkChanged(change);
      expect(broken(report)).toEqual(expect.arrayContaining(rules));
      expect(broken(report, 'warn')).toEqual(expect.arrayContaining(warnings));
      expect(report.passed).toBe(broken(report).length === 0);
    },
  );
});
