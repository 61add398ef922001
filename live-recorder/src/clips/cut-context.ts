import type { ObjectStorage } from '@sluice/storage';
import type { Logger } from 'pino';
import type { ContainedRun } from '../ffmpeg/run-contained.js';

/** What cutting one clip needs. */
export interface CutContext {
  ffmpegPath: string;
  ffprobePath: string;
  storage: ObjectStorage;
  /** What the clip holds, laid out like a ring. */
  heldFolder: string;
  /** Of this try alone. */
  workDir: string;
  /** How its processes run: in the work folder, behind the captures, until the cut is aborted. */
  run: ContainedRun;
  /** Stores the clip's file as a source; answers its path. */
  keepSource: (filePath: string) => Promise<string>;
  /** It will take longer: the pictures are encoded. */
  onEncode: () => void;
  log: Logger;
}
