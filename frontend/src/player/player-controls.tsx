import {
  MediaControlBar,
  MediaFullscreenButton,
  MediaMuteButton,
  MediaPipButton,
  MediaPlayButton,
  MediaPreviewThumbnail,
  MediaPreviewTimeDisplay,
  MediaSeekBackwardButton,
  MediaSeekForwardButton,
  MediaTimeDisplay,
  MediaTimeRange,
  MediaVolumeRange,
} from 'media-chrome/react';
import type { RefObject } from 'react';
import { QualityMenu } from './quality-menu';
import { SpeedMenu } from './speed-menu';
import type { usePlayback } from './use-playback';

interface PlayerControlsProps {
  mediaRef: RefObject<HTMLVideoElement | null>;
  playback: ReturnType<typeof usePlayback>;
  hasStoryboard: boolean;
}

export function PlayerControls({ mediaRef, playback, hasStoryboard }: PlayerControlsProps) {
  return (
    <div className="player-controls">
      <MediaControlBar className="w-full">
        <MediaTimeRange className="player-timeline">
          {hasStoryboard && <MediaPreviewThumbnail slot="preview" />}
          <MediaPreviewTimeDisplay slot="preview" />
        </MediaTimeRange>
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
        <QualityMenu playback={playback} />
        <MediaPipButton className="hidden @lg:inline-flex" />
        <MediaFullscreenButton />
      </MediaControlBar>
    </div>
  );
}
