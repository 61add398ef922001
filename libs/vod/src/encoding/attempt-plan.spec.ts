import { describe, expect, it } from 'vitest';
import type { SourceAudio, SourceMedia, SourceVideo } from '../media/source-media.js';
import { planAttempt, planChunks, type AttemptPlan } from './attempt-plan.js';
import type { PassThrough, PassThroughPlan } from './pass-through.js';
import { planEncoding } from './plan.js';
import type { Cutting } from './seeking.js';

const picture: SourceVideo = {
  streamIndex: 0,
  codec: 'h264',
  codecTag: 'avc1',
  profile: 'High',
  level: 40,
  pixelFormat: 'yuv420p',
  codedWidth: 1920,
  codedHeight: 1080,
  width: 1920,
  height: 1080,
  squarePixels: true,
  rotation: 0,
  averageFrameRate: { num: 30, den: 1 },
  nominalFrameRate: { num: 30, den: 1 },
  interlaced: false,
  hdr: null,
  colorMatrix: 'bt709',
  fullRange: false,
  bitrateBps: 8_000_000,
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
const film: SourceMedia = {
  container: 'mov,mp4,m4a,3gp,3g2,mj2',
  startSec: 0,
  durationSec: 60,
  sizeBytes: 90_000_000,
  video: picture,
  audio: [sound],
  hasCoverArt: false,
};
const copy: PassThroughPlan = {
  name: '1080p',
  width: 1920,
  height: 1080,
  streamIndex: 0,
  hlsTimeSec: 3.5,
  segmentDurationsSec: [4, 4.6, 1.4],
  averageBps: 5_000_000,
  timescale: 15_360,
  lastSampleTicks: 512,
};
const minute: Cutting = { totalFrames: 1800, ownFrames: 1800 };

function plan(
  media: SourceMedia,
  cutting: Cutting | null,
  passThrough: PassThrough | null = null,
): AttemptPlan {
  const policy = { ladder: [720, 480] as const, segmentSec: 4 };
  return planAttempt(
    planEncoding(media, policy),
    { container: media.container, cutting, passThrough },
    policy,
  );
}
const renditionsOf = ({ picture: planned, passThrough }: AttemptPlan): string[] => [
  ...(passThrough ? [`${passThrough.name} copied`] : []),
  ...(planned?.renditions ?? []).map(({ name }) => name),
];

describe('planAttempt', () => {
  it('a film in chunks', () => {
    expect(plan(film, minute)).toMatchObject({
      container: film.container,
      totalFrames: 1800,
      passThrough: null,
      targetDurationSec: 4,
      segmentSec: 4,
      expectedDurationSec: 60,
      warnings: [],
    });
  });

  it('takes the length from the pictures that were counted', () => {
    expect(plan(film, { totalFrames: 1815, ownFrames: 1815 }).expectedDurationSec).toBe(60.5);
  });

  it('a film in one piece says why, where there is something to say', () => {
    const refused = 'a file of the kind "mpegts" has no index of its pictures';
    expect(plan(film, { refused })).toMatchObject({
      totalFrames: null,
      expectedDurationSec: 60,
      warnings: [
        {
          code: 'encoded_in_one_piece',
          detail: `The video was encoded in one piece, by one worker: ${refused}.`,
        },
      ],
    });
    expect(plan(film, { refused: null })).toMatchObject({ totalFrames: null, warnings: [] });
  });

  it('sound alone', () => {
    expect(plan({ ...film, video: null }, null)).toMatchObject({
      picture: null,
      totalFrames: null,
      passThrough: null,
      targetDurationSec: 4,
      segmentSec: 4,
      expectedDurationSec: 60,
    });
  });

  it('a copy above the ladder comes beside all of its rungs, with room for its longest segment', () => {
    const planned = plan(film, minute, { taken: copy });
    expect(renditionsOf(planned)).toEqual(['1080p copied', '720p', '480p']);
    expect(planned.targetDurationSec).toBe(5);
    expect(planned.warnings).toEqual([
      {
        code: 'passed_through',
        detail: 'The original picture is shown as it came, as 1080p: it is fit for the web.',
      },
    ]);
  });

  const smaller = (height: number, averageBps: number): [SourceMedia, PassThroughPlan] => {
    const width = (height * 16) / 9;
    return [
      { ...film, video: { ...picture, width, height, codedWidth: width, codedHeight: height } },
      { ...copy, name: `${height}p`, width, height, averageBps },
    ];
  };

  it('a copy of a rung takes its place', () => {
    const [media, taken] = smaller(720, 3_000_000);
    expect(renditionsOf(plan(media, minute, { taken }))).toEqual(['720p copied', '480p']);
  });

  it('but not when few could watch it, and never as the only one', () => {
    const [media, fat] = smaller(720, 6_000_000);
    const refused = plan(media, minute, { taken: fat });
    expect(renditionsOf(refused)).toEqual(['720p', '480p']);
    expect(refused.warnings.map(({ detail }) => detail)).toEqual([
      'The original picture was encoded anew instead of passed through: its bit rate of 6.0 Mb/s is too high for the only 720p there is.',
    ]);
    const [small, alone] = smaller(360, 500_000);
    expect(renditionsOf(plan(small, minute, { taken: alone }))).toEqual(['360p']);
  });

  it('says why the original was not passed through, where somebody would expect it', () => {
    expect(plan(film, minute, { refused: 'it is interlaced' }).warnings).toEqual([
      {
        code: 'not_passed_through',
        detail: 'The original picture was encoded anew instead of passed through: it is interlaced.',
      },
    ]);
    expect(plan(film, minute, { refused: null }).warnings).toEqual([]);
  });
});

describe('planChunks', () => {
  const table = (attempt: AttemptPlan): string[] =>
    planChunks(attempt).map(
      ({ index, kind, startSec, durationSec, frameCount }) =>
        `${index} ${kind}: ${startSec} s + ${durationSec} s, ${frameCount ?? 'all'} frames`,
    );

  it('the copy and the sound in one go each, the picture in chunks', () => {
    expect(table(plan(film, minute, { taken: copy }))).toEqual([
      '-2 pass_through: 0 s + 60 s, all frames',
      '-1 audio: 0 s + 60 s, all frames',
      '0 picture: 0 s + 4 s, 120 frames',
      '1 picture: 4 s + 4 s, 120 frames',
      '2 picture: 8 s + 8 s, 240 frames',
      '3 picture: 16 s + 16 s, 480 frames',
      '4 picture: 32 s + 28 s, 840 frames',
    ]);
  });

  it('all of the picture in one chunk where it can’t be cut', () => {
    const refused = 'the file does not say how long it is';
    expect(table(plan({ ...film, audio: [] }, { refused }))).toEqual(['-3 picture: 0 s + 60 s, all frames']);
  });

  it('and as the head of a film where it is too short to be cut', () => {
    const short = { ...film, video: { ...picture, durationSec: 8 }, audio: [] };
    expect(table(plan(short, { refused: null }))).toEqual(['0 picture: 0 s + 8 s, all frames']);
  });

  it('sound alone is one chunk, also when nobody knows how long it is', () => {
    const song = { ...film, durationSec: null, video: null, audio: [{ ...sound, durationSec: null }] };
    expect(table(plan(song, null))).toEqual(['-1 audio: 0 s + 0 s, all frames']);
  });
});
