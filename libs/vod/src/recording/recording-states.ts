/** A recording's life (docs/architecture.md): what a room has recorded between one press of Record and Stop. */
export const recordingStatuses = [
  'created',
  'active',
  'uploading',
  'processing',
  'completed',
  'failed',
] as const;
export type RecordingStatus = (typeof recordingStatuses)[number];

/** Where inside processing a recording is; null while it waits for a worker. */
export const recordingStages = ['assembling', 'composing', 'encoding'] as const;
export type RecordingStage = (typeof recordingStages)[number];

/** Each transition with the states it may leave. libs/database turns an entry into one guarded UPDATE. */
export const recordingTransitions = {
  /** The first take of anybody has begun. */
  activate: { from: ['created'], to: 'active' },
  stop: { from: ['created', 'active'], to: 'uploading' },
  /** Somebody who was given up goes on recording: their network was away, and no more than that. */
  resume: { from: ['uploading'], to: 'active' },
  /** Everything has arrived, or nobody brings the rest. */
  process: { from: ['uploading'], to: 'processing' },
  claim: { from: ['processing'], to: 'processing' },
  complete: { from: ['processing'], to: 'completed' },
  fail: { from: ['uploading', 'processing'], to: 'failed' },
  retry: { from: ['failed'], to: 'processing' },
  /** Chunks came after the film was made: it is made anew. */
  revise: { from: ['completed', 'failed'], to: 'processing' },
} as const satisfies Record<string, { from: readonly RecordingStatus[]; to: RecordingStatus }>;
export type RecordingTransition = keyof typeof recordingTransitions;

/** Why a recording ended. */
export const stopReasons = ['stopped', 'vanished'] as const;
export type StopReason = (typeof stopReasons)[number];

/** Why a take ended; the next take of the participant, if there is one, begins with a new encoder. */
export const takeEndReasons = [
  'stopped',
  'paused',
  'device_changed',
  'slept',
  'failed',
  'interrupted',
] as const;
export type TakeEndReason = (typeof takeEndReasons)[number];

/** How a take's chunks belong together: fragments behind an init segment, or slices of one stream. */
export const takeContainers = ['mp4', 'webm'] as const;
export type TakeContainer = (typeof takeContainers)[number];
