import type { ObjectStorage, SourceStore } from '@sluice/storage';
import type { Logger } from 'pino';
import type { ContainedRun } from '../ffmpeg/run-contained.js';

/** What cutting one clip needs. */
export interface CutContext {
  ffmpegPath: string;
  ffprobePath: string;
  storage: ObjectStorage;
  sources: SourceStore;
  /** What the clip holds, laid out like a ring. */
  heldFolder: string;
  /** Of this try alone. */
  workDir: string;
  /** How its processes run: in the work folder, behind the captures, until the cut is aborted. */
  run: ContainedRun;
  log: Logger;
}
