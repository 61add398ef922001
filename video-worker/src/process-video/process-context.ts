import type { VideoTransitions } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import type { VideoStage } from '@sluice/vod';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { WorkerSettings } from '../settings.js';
import type { SourceCache } from '../source/source-cache.js';

/** What planning and finishing a video work with. */
export interface ProcessContext {
  settings: WorkerSettings;
  database: DataSource;
  transitions: VideoTransitions;
  storage: ObjectStorage;
  sources: SourceCache;
  workRoot: string;
  signal: AbortSignal;
  log: Logger;
  report: (stage: VideoStage, fraction: number) => void;
  /** The chunks are rows: they can be sent. */
  onFannedOut: () => void;
}
