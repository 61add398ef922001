import type { CameraState, RunClock } from '@sluice/vod';
import type { CameraMedia } from '../capture/camera-media.js';
import type { CapturePlan } from '../capture/capture-plan.js';

/** What a recorder knows of a camera beside its ring. */
export interface CameraVitals {
  state: CameraState;
  sinceMs: number;
  runId: string | null;
  pid: number | null;
  plan: CapturePlan | null;
  media: CameraMedia | null;
  clock: RunClock | null;
  lastSegmentAtMs: number | null;
  /** Moments at which a run ended that should not have. */
  restarts: number;
  restartsAtMs: readonly number[];
  backoffMs: number | null;
  lastError: string | null;
}

export const newVitals = (state: CameraState, nowMs: number): CameraVitals => ({
  state,
  sinceMs: nowMs,
  runId: null,
  pid: null,
  plan: null,
  media: null,
  clock: null,
  lastSegmentAtMs: null,
  restarts: 0,
  restartsAtMs: [],
  backoffMs: null,
  lastError: null,
});

const hourMs = 3600_000;

/** `sinceMs` where it is known better than now: a signal was lost when its last picture came. */
export const enterState = (vitals: CameraVitals, state: CameraState, sinceMs: number): CameraVitals =>
  vitals.state === state ? vitals : { ...vitals, state, sinceMs };

export const countRestart = (vitals: CameraVitals, detail: string, nowMs: number): CameraVitals => ({
  ...vitals,
  runId: null,
  pid: null,
  restarts: vitals.restarts + 1,
  restartsAtMs: [...vitals.restartsAtMs.filter((atMs) => nowMs - atMs < hourMs), nowMs],
  lastError: detail,
});

export const restartsLastHour = ({ restartsAtMs }: CameraVitals, nowMs: number): number =>
  restartsAtMs.filter((atMs) => nowMs - atMs < hourMs).length;
