import { describe, expect, it } from 'vitest';
import type { SourceAudio, SourceMedia, SourceVideo } from '../media/source-media.js';
import {
  defaultLadder,
  longestSideMax,
  rungFor,
  rungHeights,
  rungs,
  type EncoderPreset,
  type RungHeight,
} from './ladder.js';
import { planEncoding, planRenditions, type EncodingPolicy, type PlannedRendition } from './plan.js';

const policy: EncodingPolicy = { ladder: defaultLadder, segmentSec: 4 };

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

const filmOf = (changes: Partial<SourceVideo>): SourceMedia => ({
  ...film,
  video: { ...picture, ...changes },
});

/** "1280x720 720p crf 23 max 3000000", the whole of a rendition in one line. */
const line = ({ name, width, height, crf, maxrateBps }: PlannedRendition): string =>
  `${width}x${height} ${name} crf ${crf} max ${maxrateBps}`;

const renditionsOf = (
  width: number,
  height: number,
  fps = 30,
  ladder: readonly RungHeight[] = defaultLadder,
): string[] => planRenditions(width, height, fps, { ladder }).map(line);

describe('planEncoding', () => {
  it('plans a 1080p film with sound', () => {
    expect(planEncoding(film, policy)).toEqual({
      picture: {
        source: picture,
        frameRate: { num: 30, den: 1 },
        gopFrames: 60,
        segmentFrames: 120,
        segmentSec: 4,
        holdLastSec: 0,
        renditions: [
          { name: '720p', width: 1280, height: 720, crf: 23, preset: 'veryfast', maxrateBps: 3_000_000 },
          { name: '480p', width: 854, height: 480, crf: 23, preset: 'veryfast', maxrateBps: 1_450_000 },
        ],
      },
      audio: sound,
      expectedDurationSec: 60,
      warnings: [],
    });
  });

  it('plans a silent film', () => {
    const plan = planEncoding({ ...film, audio: [] }, policy);
    expect(plan).toEqual({ ...planEncoding(film, policy), audio: null });
  });

  it('plans sound without picture', () => {
    expect(planEncoding({ ...film, video: null }, policy)).toEqual({
      picture: null,
      audio: sound,
      expectedDurationSec: 60,
      warnings: [{ code: 'audio_only', detail: 'The file has sound but no picture; it plays with a still.' }],
    });
  });

  it('has nothing to plan where nothing can be decoded', () => {
    expect(planEncoding({ ...film, video: null, audio: [{ ...sound, codec: null }] }, policy)).toEqual({
      picture: null,
      audio: null,
      expectedDurationSec: 60,
      warnings: [
        {
          code: 'audio_track_undecodable',
          detail: 'Audio track 1 could not be decoded and was left out.',
        },
      ],
    });
  });

  it('takes the default track of several and says which', () => {
    const french = { ...sound, streamIndex: 2, track: 2, language: 'fr' };
    const unknown = { ...sound, streamIndex: 3, track: 3, codec: null, isDefault: false };
    const plan = planEncoding({ ...film, audio: [{ ...sound, isDefault: false }, french, unknown] }, policy);
    expect(plan).toEqual({
      ...planEncoding(film, policy),
      audio: french,
      warnings: [
        {
          code: 'audio_track_undecodable',
          detail: 'Audio track 3 could not be decoded and was left out.',
        },
        {
          code: 'audio_tracks_left_out',
          detail: 'The file has 3 audio tracks; track 2 (fr) is used.',
        },
      ],
    });
  });

  it('takes the first track that can be decoded when none is the default', () => {
    const tracks = [
      { ...sound, codec: null, isDefault: true },
      { ...sound, streamIndex: 2, track: 2, isDefault: false },
      { ...sound, streamIndex: 3, track: 3, isDefault: false },
    ];
    const plan = planEncoding({ ...film, audio: tracks }, policy);
    expect(plan.audio).toEqual(tracks[1]);
    expect(plan.warnings.map(({ detail }) => detail)).toEqual([
      'Audio track 1 could not be decoded and was left out.',
      'The file has 3 audio tracks; track 2 is used.',
    ]);
  });

  it('says that HDR was converted, and which kind it was', () => {
    for (const [hdr, name] of [
      ['pq', 'PQ'],
      ['hlg', 'HLG'],
    ] as const)
      expect(planEncoding(filmOf({ hdr }), policy).warnings).toEqual([
        {
          code: 'tone_mapped',
          detail: `The source is HDR (${name}); it was converted to standard dynamic range.`,
        },
      ]);
  });

  it('says that frames were left out above 60 a second', () => {
    const rates = { averageFrameRate: { num: 240, den: 1 }, nominalFrameRate: { num: 240, den: 1 } };
    expect(planEncoding(filmOf(rates), policy).warnings).toEqual([
      { code: 'frame_rate_reduced', detail: 'The source has 240 frames a second; 60 are kept.' },
    ]);
  });

  it.each([
    // rate, segment seconds, gop, frames in a segment, its true length
    [30, 1, 4, 60, 120, 4],
    [25, 1, 4, 50, 100, 4],
    [50, 1, 4, 100, 200, 4],
    [60, 1, 4, 120, 240, 4],
    [240, 1, 4, 120, 240, 4],
    [30_000, 1001, 4, 60, 120, 4.004],
    [24_000, 1001, 4, 48, 96, 4.004],
    [25, 1, 3, 38, 76, 3.04],
    [1, 1, 4, 2, 4, 4],
    [1, 1, 2, 1, 2, 2],
    [25, 2, 10, 63, 126, 10.08],
  ])(
    'puts %i/%i frames a second with segments of %i s on a grid of whole groups of pictures',
    (num, den, segmentSec, gopFrames, segmentFrames, trueSec) => {
      const rates = { averageFrameRate: { num, den }, nominalFrameRate: null };
      const plan = planEncoding(filmOf(rates), { ...policy, segmentSec });
      expect(plan.picture).toMatchObject({ gopFrames, segmentFrames });
      expect(plan.picture?.segmentSec).toBeCloseTo(trueSec, 9);
    },
  );

  it.each([
    ['sound that goes on for 7 s', { durationSec: 2 }, { durationSec: 9 }, 9, 7],
    [
      'sound that starts late and outlasts the picture',
      { durationSec: 4 },
      { startSec: 2, durationSec: 4 },
      6,
      2,
    ],
    ['a picture that starts late and ends with the sound', { startSec: 3, durationSec: 7 }, {}, 10, 0],
    ['sound that ends first', { durationSec: 10 }, { durationSec: 8 }, 10, 0],
    ['less than a fifth of a second', { durationSec: 4 }, { durationSec: 4.19 }, 4.19, 0],
    ['sound of unknown length in a longer file', { durationSec: 4 }, { durationSec: null }, 9, 5],
    ['a picture of unknown length', { durationSec: null }, { durationSec: 9 }, 9, 0],
    ['nothing known', { durationSec: null }, { durationSec: null }, null, 0],
  ])(
    'holds the last picture as long as the sound needs it: %s',
    (_, video, audio, durationSec, holdLastSec) => {
      const lasting = { durationSec: durationSec ?? 10 };
      const media: SourceMedia = {
        ...film,
        durationSec,
        video: { ...picture, ...lasting, ...video },
        audio: [{ ...sound, ...lasting, ...audio }],
      };
      expect(planEncoding(media, policy).picture?.holdLastSec).toBe(holdLastSec);
    },
  );

  it('holds nothing for sound that cannot be decoded', () => {
    const audio = [{ ...sound, codec: null, durationSec: 100 }];
    expect(planEncoding({ ...film, audio }, policy).picture?.holdLastSec).toBe(0);
  });

  it.each<[string, number | null, Partial<SourceVideo> | null, Partial<SourceAudio>[], number | null]>([
    ['the picture', 60, { durationSec: 50 }, [{ durationSec: 40 }], 50],
    ['the sound', 60, { durationSec: 40 }, [{ durationSec: 50 }], 50],
    ['a picture that starts late', 60, { startSec: 5, durationSec: 50 }, [{ durationSec: 50 }], 55],
    ['sound that starts late', 60, { durationSec: 50 }, [{ startSec: 7, durationSec: 50 }], 57],
    ['a picture without sound', 60, { durationSec: 50 }, [], 50],
    ['sound without picture', 60, null, [{ durationSec: 50 }], 50],
    ['the picture, whatever a subtitle track says', 7200, { durationSec: 50 }, [{ durationSec: 50 }], 50],
    [
      'the chosen sound, whatever other tracks say',
      90,
      { durationSec: 40 },
      [{ durationSec: 50 }, { durationSec: 90, isDefault: false }, { durationSec: 80, codec: null }],
      50,
    ],
    ['the picture of a file that says nothing', null, { durationSec: 50 }, [{ durationSec: null }], 50],
    ['the file, when it alone is known', 60, { durationSec: null }, [{ durationSec: null }], 60],
    ['the file, when its sound cannot be decoded', 60, null, [{ codec: null }], 60],
    ['nobody knows when', null, { durationSec: null }, [{ durationSec: null }], null],
  ])('expects to end with %s', (_, durationSec, video, audio, expected) => {
    const media: SourceMedia = {
      ...film,
      durationSec,
      video: video && { ...picture, ...video },
      audio: audio.map((track) => ({ ...sound, ...track })),
    };
    expect(planEncoding(media, policy).expectedDurationSec).toBe(expected);
  });

  it('leaves the source and the policy as they are', () => {
    const before = structuredClone({ film, policy });
    planEncoding(film, policy);
    expect({ film, policy }).toEqual(before);
  });
});

describe('planRenditions', () => {
  it('gives 576 lines 576 and 480', () => {
    expect(renditionsOf(1024, 576)).toEqual([
      '1024x576 576p crf 23 max 3000000',
      '854x480 480p crf 23 max 1450000',
    ]);
  });

  it('gives 352 lines 352 alone', () => {
    expect(renditionsOf(640, 352)).toEqual(['640x352 352p crf 23 max 800000']);
  });

  it('gives exactly 720 and exactly 480 lines no twin', () => {
    expect(renditionsOf(1280, 720)).toEqual([
      '1280x720 720p crf 23 max 3000000',
      '854x480 480p crf 23 max 1450000',
    ]);
    expect(renditionsOf(720, 480)).toEqual(['720x480 480p crf 23 max 1450000']);
  });

  it('names portrait video by its shorter side', () => {
    expect(renditionsOf(1080, 1920)).toEqual([
      '720x1280 720p crf 23 max 3000000',
      '480x854 480p crf 23 max 1450000',
    ]);
  });

  it("makes odd sides even, downwards at the source's own size", () => {
    expect(renditionsOf(641, 361)).toEqual(['640x360 360p crf 23 max 1450000']);
  });

  it('takes the smallest picture there is', () => {
    expect(renditionsOf(2, 2)).toEqual(['2x2 2p crf 23 max 400000']);
  });

  it('keeps extreme shapes', () => {
    expect(renditionsOf(90, 3000)).toEqual(['90x3000 90p crf 23 max 400000']);
    expect(renditionsOf(3840, 60)).toEqual(['3840x60 60p crf 23 max 400000']);
  });

  it('makes what is longer than a decoder takes shorter, and one rendition of two that become the same', () => {
    expect(renditionsOf(20_000, 400, 30, [360, 240])).toEqual(['4096x82 82p crf 23 max 800000']);
  });

  it('gives 8K the whole ladder', () => {
    expect(renditionsOf(7680, 4320, 30, rungHeights)).toEqual([
      '3840x2160 2160p crf 23 max 16000000',
      '2560x1440 1440p crf 23 max 9000000',
      '1920x1080 1080p crf 23 max 5400000',
      '1280x720 720p crf 23 max 3000000',
      '854x480 480p crf 23 max 1450000',
      '640x360 360p crf 23 max 800000',
      '426x240 240p crf 23 max 400000',
    ]);
  });

  it.each([
    [30, 3_000_000],
    [31, 3_000_000],
    [50, 4_500_000],
    [60, 4_500_000],
  ])('caps %i frames a second at %i bits', (fps, maxrateBps) => {
    expect(planRenditions(1280, 720, fps, { ladder: [720] })[0]?.maxrateBps).toBe(maxrateBps);
  });

  it("takes each rung's preset from the ladder's table, but for one that is set for all", () => {
    const presets = (preset?: EncoderPreset): string[] =>
      planRenditions(3840, 2160, 30, { ladder: rungHeights, preset }).map((planned) => planned.preset);
    expect(presets()).toEqual(rungs.map(({ preset }) => preset));
    expect(presets('slow')).toEqual(rungs.map(() => 'slow'));
  });

  it("takes the table's preset of the rung that a smaller source belongs to", () => {
    const [planned] = planRenditions(1024, 576, 30, { ladder: [720] });
    expect(planned?.preset).toBe(rungFor(576).preset);
  });

  it('takes a ladder in any order', () => {
    expect(renditionsOf(1920, 1080, 30, [480, 720])).toEqual(renditionsOf(1920, 1080, 30, [720, 480]));
  });

  it('never scales up, bends or repeats a picture, whatever its size', () => {
    const sides = [2, 3, 5, 16, 17, 89, 90, 143, 144, 239, 240, 241, 352, 359, 361, 479, 480, 481, 576, 641];
    sides.push(719, 720, 721, 854, 1079, 1080, 1366, 1440, 1920, 2047, 2160, 2304, 3000, 3840, 4095, 4096);
    sides.push(4097, 4320, 5999, 7680);
    const wrong: string[] = [];
    for (const width of sides)
      for (const height of sides)
        for (const ladder of [defaultLadder, rungHeights, [240] as const, [2160] as const]) {
          const planned = planRenditions(width, height, 30, { ladder });
          const broken = planned.length === 0 ? ['none'] : planned.flatMap((at) => faults(at, width, height));
          const names = planned.map(({ name }) => name);
          const shorter = planned.map((rendition) => Math.min(rendition.width, rendition.height));
          if (new Set(names).size !== names.length) broken.push('two of one name');
          if (shorter.some((side, at) => at > 0 && side >= (shorter[at - 1] ?? 0))) broken.push('unsorted');
          if (broken.length > 0) wrong.push(`${width}x${height}: ${broken.join(', ')}`);
        }
    expect(wrong).toEqual([]);
  });
});

/** What is wrong with a rendition of a source of that size. */
function faults(rendition: PlannedRendition, width: number, height: number): string[] {
  const { width: w, height: h, name } = rendition;
  // one scale for both sides, but for what rounding to even numbers costs
  const smallest = Math.max((w - 2) / width, (h - 2) / height);
  const largest = Math.min((w + 2) / width, (h + 2) / height);
  return [
    ...(w % 2 === 0 && h % 2 === 0 && w >= 2 && h >= 2 ? [] : [`odd ${w}x${h}`]),
    ...(w <= width && h <= height ? [] : [`upscaled to ${w}x${h}`]),
    ...(Math.max(w, h) <= longestSideMax ? [] : [`too long: ${w}x${h}`]),
    ...(smallest <= largest ? [] : [`bent: ${w}x${h}`]),
    ...(name === `${Math.min(w, h)}p` ? [] : [`misnamed ${name}`]),
  ];
}
