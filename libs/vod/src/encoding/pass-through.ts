import { maxFrameRate } from '../media/frame-rate.js';
import type { SourceVideo } from '../media/source-media.js';
import type { VideoSamples } from '../mp4/sample-tables.js';
import { cutAtKeyFrames, segmentToleranceSec } from './key-frame-cuts.js';
import { capFor, longestSideMax, rungFor, timestampOffsetSec } from './ladder.js';
import { surveySamples, type SampleSurvey } from './sample-survey.js';

/** The source's own picture as a rendition: its packets are copied into segments, nothing is encoded. */
export interface PassThroughPlan {
  name: string;
  width: number;
  height: number;
  streamIndex: number;
  hlsTimeSec: number;
  /** What ffmpeg will cut, to hold against what it has cut. */
  segmentDurationsSec: number[];
  averageBps: number;
  /** The source's own ticks a second, which its times stay exact in. */
  timescale: number;
  /** How many of them the last sample must last for the copy to end with the film: ffmpeg would only guess. */
  lastSampleTicks: number;
}

/** A refusal completes "The original picture was encoded anew instead of passed through: …"; null where nobody would expect it. */
export type PassThrough = { taken: PassThroughPlan } | { refused: string | null };

/** Where a sample lies in its file. */
export interface SamplePlace {
  offset: number;
  size: number;
}

export interface PassThroughOptions {
  container: string;
  /** The index is not all there is: the file is made of fragments. */
  fragmented: boolean;
  maxSegmentSec: number;
  /** How long the encoded renditions are. */
  totalSec: number;
}

/** What every browser plays, by profile_idc; High 10 and 4:2:2 have numbers of their own. */
const profiles = new Map([
  ['Constrained Baseline', 66],
  ['Baseline', 66],
  ['Main', 77],
  ['High', 100],
]);
/** 5.2, where devices end. */
const levelMax = 52;
/** A camera spends more than our encoder for the same picture; beyond this, few could watch it. */
const capsAllowed = 3;
const startMaxSec = 0.02;
/** Beside the encoded renditions nobody notices a picture that ends this much earlier or later. */
const endSkewMaxFrames = 1;

/**
 * Decides whether a picture can be played as it is. Pure; `samples` is null for a file without a readable MP4 index. The
 * samples with which segments begin are still to be looked at: an index may call anything a key frame.
 */
export function planPassThrough(
  video: SourceVideo,
  samples: VideoSamples | null,
  options: PassThroughOptions,
): { taken: PassThroughPlan; segmentStarts: SamplePlace[] } | { refused: string | null } {
  if (video.codec !== 'h264') return { refused: null };
  const { container, fragmented, maxSegmentSec } = options;
  const unfit = firstOf(wrongWithPicture(video));
  if (unfit) return { refused: unfit };
  if (!container.startsWith('mov'))
    return { refused: 'only MP4 and MOV files have an index that can be checked beforehand' };
  if (fragmented) return { refused: 'it comes in fragments, without one index of all pictures' };
  if (!samples || samples.count === 0) return { refused: 'its index could not be read' };
  const survey = surveySamples(samples);
  const unsound = firstOf(wrongWithSamples(video, samples, survey, options));
  if (unsound) return { refused: unsound };
  const cuts = cutAtKeyFrames(samples, survey.endTicks, maxSegmentSec);
  if (!cuts)
    return { refused: `its key frames lie too unevenly for segments of ${maxSegmentSec.toFixed(1)} s` };
  const { decodeTimes, offsets, sizes, count } = samples;
  return {
    taken: {
      name: nameOf(video),
      width: video.width,
      height: video.height,
      streamIndex: video.streamIndex,
      hlsTimeSec: cuts.hlsTimeSec,
      segmentDurationsSec: cuts.durationsSec,
      averageBps: survey.averageBps,
      timescale: samples.timescale,
      lastSampleTicks: survey.endTicks - decodeTimes[count - 1]!,
    },
    segmentStarts: cuts.starts.map((place) => ({ offset: offsets[place]!, size: sizes[place]! })),
  };
}

/** [whether it is so, how to say it]: the first that is so is what people are told. */
type Objections = [boolean, string][];
const firstOf = (objections: Objections): string | undefined => objections.find(([holds]) => holds)?.[1];

const nameOf = (video: SourceVideo): string => `${Math.min(video.width, video.height)}p`;

const wrongWithPicture = (video: SourceVideo): Objections => [
  [video.rotation !== 0, `it is turned by ${video.rotation}°`],
  [video.interlaced, 'it is interlaced'],
  [video.hdr !== null, 'it is HDR'],
  [video.fullRange, 'its colours use the full range'],
  [
    video.pixelFormat !== 'yuv420p',
    `not every browser plays its pixel format ${video.pixelFormat ?? 'unknown'}`,
  ],
  [
    !profiles.has(video.profile ?? ''),
    `not every browser plays its H.264 profile ${video.profile ?? 'unknown'}`,
  ],
  [(video.level ?? Infinity) > levelMax, `its H.264 level is above ${levelMax / 10}`],
  [!video.squarePixels, 'its pixels are not square'],
  [(video.width % 2) + (video.height % 2) > 0, `its size of ${video.width}×${video.height} is odd`],
  [Math.max(video.width, video.height) > longestSideMax, `its longer side is above ${longestSideMax} pixels`],
  [video.startSec >= startMaxSec, `it begins ${video.startSec.toFixed(2)} s after the sound`],
];

function wrongWithSamples(
  video: SourceVideo,
  samples: VideoSamples,
  survey: SampleSurvey,
  { maxSegmentSec, totalSec }: PassThroughOptions,
): Objections {
  const cap = capsAllowed * capFor(rungFor(Math.min(video.width, video.height)), survey.fps);
  const skewSec = video.startSec + survey.durationSec - totalSec;
  const { sampleEntries, avc } = samples;
  return [
    [samples.count !== (video.frameCount ?? samples.count), 'its index and its contents do not agree'],
    [sampleEntries.length !== 1, 'its format changes on the way'],
    [sampleEntries[0] !== 'avc1' || avc === null, `it is stored as "${sampleEntries[0]}" instead of "avc1"`],
    [avc?.profile !== profiles.get(video.profile ?? ''), 'its header names another H.264 profile'],
    [(avc?.level ?? Infinity) > levelMax, `its header names an H.264 level above ${levelMax / 10}`],
    [!samples.upright, 'it is turned or mirrored'],
    [survey.edited, 'an edit list cuts, delays or slows it'],
    [survey.shortestSec <= 0, 'two of its pictures have the same time'],
    [survey.longestSec > 1, `one of its pictures lasts ${survey.longestSec.toFixed(1)} s`],
    [survey.fps > maxFrameRate * 1.001, `it has ${Math.round(survey.fps)} pictures a second`],
    [survey.decodedAheadSec > timestampOffsetSec, 'its pictures are decoded too long before they are shown'],
    [samples.keyFrames[0] !== 0, 'it does not begin with a key frame'],
    [
      survey.keyFrameGapSec > maxSegmentSec + segmentToleranceSec,
      `its key frames are up to ${survey.keyFrameGapSec.toFixed(1)} s apart`,
    ],
    [samples.namesOpenGroups || survey.groupsOverlap, 'its groups of pictures overlap'],
    [
      survey.averageBps > cap,
      `its bit rate of ${megabits(survey.averageBps)} is above what ${nameOf(video)} is allowed (${megabits(cap)})`,
    ],
    [
      Math.abs(skewSec) > endSkewMaxFrames / survey.fps,
      `it ends ${Math.abs(skewSec).toFixed(2)} s ${skewSec < 0 ? 'before' : 'after'} the film does`,
    ],
  ];
}

const megabits = (bps: number): string => `${(bps / 1e6).toFixed(1)} Mb/s`;
