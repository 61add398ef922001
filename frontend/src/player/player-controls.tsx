import {
  MediaControlBar,
  MediaFullscreenButton,
  MediaMuteButton,
  MediaPipButton,
  MediaPlayButton,
  MediaSeekBackwardButton,
  MediaSeekForwardButton,
  MediaTimeDisplay,
  MediaVolumeRange,
} from 'media-chrome/react';
import type { RefObject } from 'react';
import type { Availability } from './availability';
import { describeReady } from './growing-words';
import { QualityMenu } from './quality-menu';
import { SpeedMenu } from './speed-menu';
import { Timeline } from './timeline';
import type { usePlayback } from './use-playback';

interface PlayerControlsProps {
  mediaRef: RefObject<HTMLVideoElement | null>;
  playback: ReturnType<typeof usePlayback>;
  availability: Availability;
  hasStoryboard: boolean;
}

export function PlayerControls({ mediaRef, playback, availability, hasStoryboard }: PlayerControlsProps) {
  return (
    <div className="player-controls">
      <p className="player-ready">{describeReady(availability)}</p>
      <MediaControlBar className="w-full">
        <Timeline availability={availability} isOurs={playback.isOurs} hasStoryboard={hasStoryboard} />
      </MediaControlBar>
      <MediaControlBar className="w-full">
        <MediaPlayButton />
        <MediaSeekBackwardButton seekOffset={10} className="hidden @lg:inline-flex" />
        <MediaSeekForwardButton seekOffset={10} className="hidden @lg:inline-flex" />
        <MediaMuteButton />
        <MediaVolumeRange className="hidden @lg:inline-flex" />
        <MediaTimeDisplay showDuration />
        <span className="flex-1" />
        <SpeedMenu mediaRef={mediaRef} />
        <QualityMenu playback={playback} availability={availability} />
        <MediaPipButton className="hidden @lg:inline-flex" />
        <MediaFullscreenButton />
      </MediaControlBar>
    </div>
  );
}
