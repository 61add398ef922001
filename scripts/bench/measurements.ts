import type { Bench } from './bench.js';
import { measureBurst, measureMixedBurst } from './measure-burst.js';
import { measureCpu } from './measure-cpu.js';
import { measureKill } from './measure-kill.js';
import { measureLongRecording, measureRecording } from './measure-recording.js';
import { measureLiveClips } from './measure-live-clips.js';
import { measureLiveCost } from './measure-live-cost.js';
import { measureLiveIdle } from './measure-live-idle.js';
import { measureLiveLatency } from './measure-live-latency.js';
import { measureLiveQuota } from './measure-live-quota.js';
import { measureLiveResponse } from './measure-live-response.js';
import { measureLiveTime } from './measure-live-time.js';
import { measureOverhead } from './measure-overhead.js';
import { measurePlayable, measurePlayableEncoded } from './measure-playable.js';
import { measureScale } from './measure-scale.js';
import { measureSeams } from './measure-seams.js';
import type { BenchRow } from './table.js';

export interface Measurement {
  /** For people who choose one. */
  about: string;
  measure: (bench: Bench) => Promise<BenchRow[]>;
  /** Only with --long, or when it is named. */
  isLong?: boolean;
}

/** In the order in which they are made. */
export const measurements: ReadonlyMap<string, Measurement> = new Map<string, Measurement>([
  ['playable', { about: 'last byte of an upload to first segments, by length', measure: measurePlayable }],
  ['playable-encoded', { about: 'the same for what must be encoded', measure: measurePlayableEncoded }],
  ['cpu', { about: 'CPU seconds, picture quality and bytes, against the peer', measure: measureCpu }],
  ['overhead', { about: 'CPU seconds against bare ffmpeg, one command', measure: measureOverhead }],
  ['scale', { about: 'two workers on a core each against one', measure: measureScale }],
  ['kill', { about: 'what SIGKILL of the worker costs', measure: measureKill }],
  ['seams', { about: 'whether the parts of a long film fit together (once)', measure: measureSeams }],
  ['recording', { about: 'stop of a recording to first segments of its film', measure: measureRecording }],
  [
    'recording-long',
    { about: 'memory over a recording of two hours', measure: measureLongRecording, isLong: true },
  ],
  ['live-clips', { about: 'random clips of a camera against what was asked for', measure: measureLiveClips }],
  [
    'live-response',
    { about: 'start of a clip to its picture, stop to something to play', measure: measureLiveResponse },
  ],
  [
    'live-latency',
    {
      about: 'the Live page in a browser: how late, and Stop to something to play',
      measure: measureLiveLatency,
    },
  ],
  ['live-cost', { about: 'CPU and memory of eight cameras', measure: measureLiveCost }],
  [
    'live-time',
    {
      about: "the buffer's time over ten minutes, also of wrong clocks",
      measure: measureLiveTime,
      isLong: true,
    },
  ],
  [
    'live-idle',
    { about: 'a clip after five minutes without anybody', measure: measureLiveIdle, isLong: true },
  ],
  ['live-quota', { about: 'what a full buffer takes of the disk', measure: measureLiveQuota, isLong: true }],
  ['burst', { about: 'twenty videos sent at once (once)', measure: measureBurst }],
  ['burst-mixed', { about: 'the same with all kinds of sources', measure: measureMixedBurst, isLong: true }],
]);
