import type { RenditionMedia, Storyboard, VideoStage, VideoWarning } from '@sluice/vod';

/** How long a silent worker keeps its claim of a video; it renews every second. */
export const leaseSec = 20;
/** A chunk's is shorter: it decides how long the work of a killed worker lies about. */
export const chunkLeaseSec = 10;
/** What was tried so often without a result is not tried again until somebody asks. */
export const triesMax = 3;
/** A video that waits longer than this may be sent again by hand. */
export const stuckAfterSec = 60;

/** A worker's right to plan one attempt of a video, or to finish it. */
export interface Claim {
  videoId: string;
  attempt: number;
  tries: number;
  source: ClaimedSource;
}

/** What a worker needs to get hold of the source, and to know that it is the right one. */
export interface ClaimedSource {
  path: string;
  sizeBytes: number;
  /** In hex; null for what came before hashes were kept. */
  sha256: string | null;
}

export function sourceColumns(table: string): string {
  return `json_build_object('path', ${table}.source_path, 'sizeBytes', ${table}.source_size_bytes,
    'sha256', ${table}.source_sha256)`;
}

/** What every claim answers, as SQL. */
export const claimColumns = `id AS "videoId", attempt, tries, ${sourceColumns('videos')} AS source`;

export interface Progress {
  stage: VideoStage;
  progress: number;
}

export interface Publication {
  hlsKey: string;
  posterKey: string;
  thumbnailKey: string;
  storyboard: Storyboard | null;
  durationSec: number;
  warnings: VideoWarning[];
  renditions: RenditionMedia[];
}
