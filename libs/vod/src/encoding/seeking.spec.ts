import { describe, expect, it } from 'vitest';
import type { SourceMedia } from '../media/source-media.js';
import { clock, judgeSeeking, refuseCutting, type Landing, type SeekingEvidence } from './seeking.js';

const media = (container: string, durationSec: number | null = 60): SourceMedia =>
  ({ container, video: { durationSec } }) as SourceMedia;
const mp4 = 'mov,mp4,m4a,3gp,3g2,mj2';

describe('refuseCutting', () => {
  it.each<[string, SourceMedia, number | null, ReturnType<typeof refuseCutting>]>([
    ['an MP4', media(mp4), 60, null],
    ['a Matroska file', media('matroska,webm'), 60, null],
    ['what is two segments long: it says nothing about it', media('avi'), 8, { refused: null }],
    [
      'a transport stream',
      media('mpegts'),
      60,
      { refused: 'a file of the kind "mpegts" has no index of its pictures' },
    ],
    ['an AVI', media('avi'), 8.1, { refused: 'a file of the kind "avi" has no index of its pictures' }],
    ['an unknown length', media(mp4), null, { refused: 'the file does not say how long it is' }],
    [
      'a picture of unknown length',
      media(mp4, null),
      60,
      { refused: 'the file does not say how long it is' },
    ],
  ])('%s', (_, source, expectedSec, verdict) => {
    expect(refuseCutting(source, expectedSec)).toEqual(verdict);
  });
});

describe('judgeSeeking', () => {
  const thirty = { num: 30, den: 1 };
  const at = (wantedSec: number, packetSec: number | null = wantedSec, isKeyFrame = true): Landing => ({
    wantedSec,
    packetSec,
    isKeyFrame,
  });
  const evidence = (landings: Landing[], pictureEndSec: number | null = 60): SeekingEvidence => ({
    landings,
    pictureEndSec,
  });
  const judge = (found: SeekingEvidence, holdLastSec = 0) => judgeSeeking(found, 60, holdLastSec, thirty);

  it.each<[string, SeekingEvidence]>([
    ['that lead to the wanted picture', evidence([at(4), at(32)])],
    ['that lead before it', evidence([at(4, 2), at(32, 12)])],
    ['that lead behind it by less than half a frame', evidence([at(4, 4.016)])],
    ['that nobody tried', evidence([])],
  ])('trusts jumps %s, and counts the pictures', (_, found) => {
    expect(judge(found)).toEqual({ totalFrames: 1800, ownFrames: 1800 });
  });

  it('trusts jumps into holes of a file that keeps its clock, and to its first picture', () => {
    const ownClock = { firstPictureSec: 9.3, endSec: 50 };
    const found = evidence([at(4, 9.3), at(45, 12)]);
    expect(judgeSeeking(found, 60, 10, thirty, ownClock)).toEqual({ totalFrames: 1800, ownFrames: 1500 });
    expect(judgeSeeking(found, 60, 10, thirty)).toHaveProperty('refused');
    const behind = evidence([at(12, 14)]);
    expect(judgeSeeking(behind, 60, 10, thirty, ownClock)).toHaveProperty('refused');
  });

  it('counts by the pictures that are there, not by what the file claims', () => {
    expect(judge(evidence([], 59.9))).toEqual({ totalFrames: 1797, ownFrames: 1797 });
    expect(judge(evidence([], 61))).toEqual({ totalFrames: 1830, ownFrames: 1830 });
    expect(judgeSeeking(evidence([], 60), 60, 0, { num: 30_000, den: 1001 })).toEqual({
      totalFrames: 1798,
      ownFrames: 1798,
    });
  });

  it('counts the last picture for as long as it is held', () => {
    expect(judge(evidence([], 50), 10)).toEqual({ totalFrames: 1800, ownFrames: 1500 });
  });

  it.each<[string, SeekingEvidence, string]>([
    [
      'lead nowhere',
      evidence([at(4), at(88, null)]),
      'nothing could be read at 1:28: the file may be cut off',
    ],
    [
      'lead behind the wanted picture',
      evidence([at(32, 32.02)]),
      'no key frame was found shortly before 0:32',
    ],
    ['lead to no key frame', evidence([at(32, 30, false)]), 'no key frame was found shortly before 0:32'],
    ['lead far before it', evidence([at(32, 11)]), 'no key frame was found shortly before 0:32'],
    ['end early', evidence([at(4)], 59.4), 'its pictures end before 1:00'],
    ['find no end', evidence([at(4)], null), 'its pictures end before 1:00'],
  ])('refuses when jumps %s', (_, found, refused) => {
    expect(judge(found)).toEqual({ refused });
  });
});

describe('clock', () => {
  it.each([
    [0, '0:00'],
    [9.99, '0:09'],
    [75.5, '1:15'],
    [600, '10:00'],
    [3599.9, '59:59'],
    [3600, '1:00:00'],
    [36_061, '10:01:01'],
  ])('%d s are %s', (seconds, text) => {
    expect(clock(seconds)).toBe(text);
  });
});
