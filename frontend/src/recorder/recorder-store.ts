import type { RecorderState } from './recorder-state';

const initialState: RecorderState = {
  phase: 'idle',
  recordingId: null,
  startsAtMs: null,
  method: null,
  camera: 'off',
  microphone: 'off',
  screen: false,
  upload: {
    recordedChunks: 0,
    verifiedChunks: 0,
    waitingChunks: 0,
    waitingBytes: 0,
    isOnline: navigator.onLine,
    nextTryAtMs: null,
    problem: null,
  },
  spool: { kind: 'opfs', minutesLeft: null, isPersistent: false },
  trouble: null,
};

/** What the page shows. A new object for every change, and the same one when nothing has changed. */
export class RecorderStore {
  private current = initialState;
  private readonly listeners = new Set<() => void>();

  get state(): RecorderState {
    return this.current;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(changes: Partial<RecorderState>): void {
    const next = { ...this.current, ...changes };
    if (JSON.stringify(next) === JSON.stringify(this.current)) return;
    this.current = next;
    for (const listener of this.listeners) listener();
  }

  setSpool(changes: Partial<RecorderState['spool']>): void {
    this.set({ spool: { ...this.current.spool, ...changes } });
  }

  close(): void {
    this.listeners.clear();
  }
}
