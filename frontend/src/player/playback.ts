import type { Availability } from './availability';

export interface PlaybackEvents {
  /** The name of the rendition on the screen: "720p". */
  onQualityShown: (quality: string) => void;
  onRecovering: (isRecovering: boolean) => void;
  onFailed: (reason: 'unsupported' | 'broken') => void;
}

export interface PlaybackStart {
  media: HTMLVideoElement;
  url: string;
  positionSec: number;
  isPlaying: boolean;
  availability: Availability;
  /** Null lets the player choose by the speed of the line. */
  quality: string | null;
}

export interface Playback {
  /** False where the browser's own player does everything: no choice of quality, a time line that ends where the video ends so far. */
  readonly isOurs: boolean;
  chooseQuality: (quality: string | null) => void;
  /** What the page has heard since. */
  update: (availability: Availability) => void;
  stop: () => void;
}
