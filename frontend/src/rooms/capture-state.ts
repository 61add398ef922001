import type { RecorderState } from '../recorder/recorder-state';

export const isCapturing = ({ phase }: RecorderState) =>
  phase === 'starting' || phase === 'recording' || phase === 'paused';

/** Whether there is anything to record: a picture or a sound. */
export const hasDevice = ({ camera, microphone, screen }: RecorderState) =>
  screen || [camera, microphone].some((device) => device === 'on' || device === 'muted');
