/** The encoding policy as one table. A rung is named by the shorter side of the picture, so portrait video is right too. */
export interface Rung {
  /** The shorter side in pixels. */
  readonly height: RungHeight;
  readonly crf: number;
  readonly preset: EncoderPreset;
  /** Cap for rates up to 30 fps; above that it grows by half. bufsize is twice the cap. */
  readonly maxrateBps: number;
}

export const encoderPresets = [
  'ultrafast',
  'superfast',
  'veryfast',
  'faster',
  'fast',
  'medium',
  'slow',
] as const;
export type EncoderPreset = (typeof encoderPresets)[number];

export const rungHeights = [2160, 1440, 1080, 720, 480, 360, 240] as const;
export type RungHeight = (typeof rungHeights)[number];

export const rungs: readonly Rung[] = [
  { height: 2160, crf: 23, preset: 'veryfast', maxrateBps: 16_000_000 },
  { height: 1440, crf: 23, preset: 'veryfast', maxrateBps: 9_000_000 },
  { height: 1080, crf: 23, preset: 'veryfast', maxrateBps: 5_400_000 },
  { height: 720, crf: 23, preset: 'veryfast', maxrateBps: 3_000_000 },
  { height: 480, crf: 23, preset: 'veryfast', maxrateBps: 1_450_000 },
  { height: 360, crf: 23, preset: 'veryfast', maxrateBps: 800_000 },
  { height: 240, crf: 23, preset: 'veryfast', maxrateBps: 400_000 },
];

/** The smallest rung that a picture fits into; the largest one for what is larger than all. */
export const rungFor = (shorterSide: number): Rung =>
  rungs.findLast((rung) => rung.height >= shorterSide) ?? rungs[0]!;

/** The bit rate that a rung may peak at: more pictures a second need more, but each of them less. */
export const capFor = (rung: Rung, fps: number): number => Math.round(rung.maxrateBps * (fps > 31 ? 1.5 : 1));

export const defaultLadder: readonly RungHeight[] = [720, 480];

export const audioPolicy = {
  bitrateBps: 128_000,
  sampleRateHz: 48_000,
  channels: 2,
  codecs: 'mp4a.40.2',
} as const;

/** Closed groups of pictures of 2 s, two in a segment of 4 s: one grid for every rendition. */
export const gopsPerSegment = 2;

/** H.264 level 5.2 and decoders in phones end about here, whatever the shorter side is. */
export const longestSideMax = 4096;

/** More than this is read of no source: a file of a few kB can claim years, and broken clocks do. */
export const longestVideoSec = 24 * 3600;

/**
 * Added to every timestamp. At zero the B-frame delay would push the first decode times below zero, and ffmpeg
 * would shift that part alone; with the same constant everywhere parts encoded separately fit together exactly.
 */
export const timestampOffsetSec = 1;
