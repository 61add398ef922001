import type { Bench } from './bench.js';
import { measureBurst } from './measure-burst.js';
import { measureCpu } from './measure-cpu.js';
import { measureKill } from './measure-kill.js';
import { measureOverhead } from './measure-overhead.js';
import { measurePlayable } from './measure-playable.js';
import { measureScale } from './measure-scale.js';
import { measureSeams } from './measure-seams.js';
import type { BenchRow } from './table.js';

export interface Measurement {
  /** For people who choose one. */
  about: string;
  measure: (bench: Bench) => Promise<BenchRow[]>;
}

/** In the order in which they are made: the quick ones first. */
export const measurements: ReadonlyMap<string, Measurement> = new Map([
  [
    'playable',
    { about: 'from the last byte of an upload to the first segments, by length', measure: measurePlayable },
  ],
  ['cpu', { about: 'CPU seconds, picture quality and bytes, against the peer', measure: measureCpu }],
  ['overhead', { about: 'CPU seconds against bare ffmpeg in one command', measure: measureOverhead }],
  ['scale', { about: 'two workers on a core each against one', measure: measureScale }],
  ['kill', { about: 'what SIGKILL of the worker costs', measure: measureKill }],
  ['seams', { about: 'whether the parts of a long film fit together', measure: measureSeams }],
  ['burst', { about: 'twenty videos sent at once', measure: measureBurst }],
]);
