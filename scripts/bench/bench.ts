import type { Footage } from './footage.js';

/** What every measurement works with. */
export interface Bench {
  footage: Footage;
  /** The reference of cpu, as options.ts describes it. */
  peer: string | null;
  runs: number;
  /** All lengths are divided by this. */
  shrink: number;
  long: boolean;
  /** For everything that is thrown away at the end. */
  scratch: string;
  say: (line: string) => void;
}
