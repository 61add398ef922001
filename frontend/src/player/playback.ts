export interface Quality {
  readonly level: number;
  /** As the ladder names its rungs, by the shorter side: "720p". */
  readonly name: string;
}

export interface PlaybackEvents {
  onQualities: (qualities: readonly Quality[]) => void;
  onLevelShown: (level: number) => void;
  onRecovering: (isRecovering: boolean) => void;
  onFailed: (reason: 'unsupported' | 'broken') => void;
}

export interface PlaybackStart {
  media: HTMLVideoElement;
  url: string;
  positionSec: number;
  isPlaying: boolean;
}

export interface Playback {
  /** Null lets the player choose by the speed of the line. */
  chooseLevel: (level: number | null) => void;
  stop: () => void;
}
