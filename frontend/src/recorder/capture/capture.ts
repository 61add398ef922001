import type { TakeContainer } from '@sluice/vod';

/** What is captured. Either may be absent, never both. */
export interface CaptureTracks {
  picture: MediaStreamTrack | null;
  sound: MediaStreamTrack | null;
}

export interface CapturedChunk {
  seq: number;
  bytes: Uint8Array<ArrayBuffer>;
  /** On the take's own clock. */
  startMs: number;
  endMs: number;
}

export interface TakeBeginning {
  container: TakeContainer;
  mimeType: string;
  /** When the take's time is 0, by performance.now(). */
  zeroAtMs: number;
}

/** Why a capture can't go on as it is; the next take may. */
export type CaptureBreak = 'encoder_failed' | 'size_changed';

export interface CaptureEvents {
  /** Once, before the first chunk; never when the capture ended before it had anything. */
  onBegun: (beginning: TakeBeginning) => void;
  onChunk: (chunk: CapturedChunk) => void;
  /** Once at most. The capture takes nothing more; `end` still brings what it had. */
  onBroken: (reason: CaptureBreak) => void;
}

/** One run of one encoder. */
export interface Capture {
  /** Called once a second, also in hidden pages, by a clock that isn't slowed down. */
  beat: () => void;
  /** Takes nothing more from this moment on; resolves when the last chunk is handed over. */
  end: () => Promise<void>;
}

export interface Bitrates {
  pictureBitsPerSec: number;
  soundBitsPerSec: number;
}
