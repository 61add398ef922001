import type { ParticipantState } from '@sluice/vod';
import type { ProblemError } from '../http/problem-error';

export type DeviceState = ParticipantState['camera'];
/** The rungs of the capture ladder, best first. */
export type CaptureMethod = 'webcodecs' | 'media-recorder-mp4' | 'media-recorder-webm';

/** The capture of this page's participant; what the page shows of it. A new object for every change. */
export interface RecorderState {
  /** `starting`: the others are told, the first picture comes at `startsAtMs`. `finishing`: stopped, chunks still go up. */
  phase: 'idle' | 'starting' | 'recording' | 'paused' | 'finishing' | 'failed';
  recordingId: string | null;
  /** By this machine's clock (Date.now()). */
  startsAtMs: number | null;
  method: CaptureMethod | null;
  camera: DeviceState;
  microphone: DeviceState;
  screen: boolean;
  upload: {
    recordedChunks: number;
    verifiedChunks: number;
    waitingChunks: number;
    waitingBytes: number;
    isOnline: boolean;
    /** When the next try is made after one that failed; null while all goes well. */
    nextTryAtMs: number | null;
    problem: ProblemError | null;
  };
  spool: {
    kind: 'opfs' | 'indexeddb';
    /** How long can still be recorded before the browser's storage is full; null when the browser doesn't say. */
    minutesLeft: number | null;
    isPersistent: boolean;
  };
  /** Why it does not record (`failed`), or what it does about a trouble while it goes on. */
  trouble: { code: CaptureTrouble; detail: string } | null;
}

export type CaptureTrouble =
  | 'permission_refused'
  | 'no_device'
  | 'device_lost'
  | 'device_busy'
  | 'storage_full'
  | 'encoder_failed'
  | 'slept';

/** What an earlier visit left behind: found at start-up, uploaded by itself. */
export interface UnfinishedUpload {
  roomId: string;
  roomTitle: string;
  recordingId: string;
  waitingChunks: number;
  waitingBytes: number;
  /** null while it goes on; otherwise why it doesn't. */
  problem: ProblemError | null;
}

/** Whether this browser can record at all, and if not, what is missing. */
export type BrowserSupport = { ok: true } | { ok: false; missing: string };
