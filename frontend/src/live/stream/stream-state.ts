import type { TimeRange } from './stream-times';

/** What a stream shows, as the page draws it. */
export interface StreamState {
  /** When the camera made the picture on the screen; null while there is none. */
  shownMs: number | null;
  /** What the playlist holds. */
  range: TimeRange | null;
  isPaused: boolean;
  /** Stays near the newest picture; false for whoever looks at the past. */
  isFollowing: boolean;
  hasSound: boolean;
}

export const nothingShown: StreamState = {
  shownMs: null,
  range: null,
  isPaused: false,
  isFollowing: true,
  hasSound: false,
};
