import type { RecordingClaim, RecordingTransitions } from '@sluice/database';
import type { ObjectStorage, SourceStore } from '@sluice/storage';
import type { RecordingStage } from '@sluice/vod';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { WorkerSettings } from '../settings.js';
import type { SourceCache } from '../source/source-cache.js';

/** What putting media together works with. */
export interface AssemblyContext {
  settings: Pick<WorkerSettings, 'FFPROBE_PATH'>;
  /** Where the chunks lie. */
  storage: ObjectStorage;
  /** A folder of the claim's own; whoever made it removes it. */
  workDir: string;
  signal: AbortSignal;
  log: Logger;
}

/** What making all films of a recording works with. */
export interface RecordingContext extends AssemblyContext {
  database: DataSource;
  transitions: RecordingTransitions;
  /** Where the films go. */
  store: SourceStore;
  /** Films as files on this machine. */
  sources: SourceCache;
  claim: RecordingClaim;
  report: (stage: RecordingStage, progress: number) => void;
  /** The film's video is a row: it can be encoded. */
  onFilm: (videoId: string) => void;
}
