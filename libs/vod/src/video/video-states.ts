/** A video's life (docs/architecture.md). Status, stage and progress are three separate facts. */
export const videoStatuses = ['uploading', 'processing', 'ready', 'failed'] as const;
export type VideoStatus = (typeof videoStatuses)[number];

/** Where inside an attempt a video is; null while it waits for a worker, or when no attempt runs. */
export const videoStages = ['probing', 'encoding', 'verifying', 'publishing'] as const;
export type VideoStage = (typeof videoStages)[number];

export const visibilities = ['public', 'unlisted', 'private'] as const;
export type Visibility = (typeof visibilities)[number];

/** Each transition with the states it may leave. libs/database turns an entry into one guarded UPDATE. */
export const videoTransitions = {
  /** Its source is there. */
  submit: { from: ['uploading'], to: 'processing' },
  claim: { from: ['processing'], to: 'processing' },
  publish: { from: ['processing'], to: 'ready' },
  fail: { from: ['uploading', 'processing'], to: 'failed' },
  retry: { from: ['failed', 'processing'], to: 'processing' },
  /** Its published files are damaged: it is made anew from its source, and plays what is left meanwhile. */
  remake: { from: ['ready'], to: 'processing' },
  /** A clip that could not be cut. */
  cutAgain: { from: ['failed'], to: 'uploading' },
} as const satisfies Record<string, { from: readonly VideoStatus[]; to: VideoStatus }>;

export type VideoTransition = keyof typeof videoTransitions;

/** The share of the whole that each stage begins and ends at; encoding is nearly all of the time. */
export const stageProgress: Record<VideoStage, readonly [number, number]> = {
  probing: [0, 0.02],
  encoding: [0.02, 0.95],
  verifying: [0.95, 0.98],
  publishing: [0.98, 1],
};

/** Progress of the whole attempt (0..1) from a stage and the fraction done within it. */
export function overallProgress(stage: VideoStage, fraction: number): number {
  const [start, end] = stageProgress[stage];
  return start + (end - start) * Math.min(1, Math.max(0, fraction));
}
