import type { VideoView } from '@sluice/vod';
import { MediaController, MediaLoadingIndicator } from 'media-chrome/react';
import { useRef } from 'react';
import { PlayerControls } from './player-controls';
import { PlayerTrouble } from './player-trouble';
import './player.css';
import { usePlayback } from './use-playback';

interface PlayerProps {
  video: VideoView;
  hlsUrl: string;
}

/** The picture keeps its shape inside a wide, dark stage, so that portrait video leaves the controls their width. */
export function Player({ video, hlsUrl }: PlayerProps) {
  const mediaRef = useRef<HTMLVideoElement>(null);
  const playback = usePlayback(mediaRef, hlsUrl);
  const aspectRatio = video.width && video.height ? `${video.width} / ${video.height}` : '16 / 9';

  return (
    <div data-testid="player" className="player @container">
      <MediaController className="player-stage" style={{ aspectRatio }}>
        <video
          slot="media"
          ref={mediaRef}
          aria-label={video.title}
          poster={video.posterUrl ?? undefined}
          preload="metadata"
          crossOrigin="anonymous"
          playsInline
        >
          {video.storyboardUrl && (
            <track kind="metadata" label="thumbnails" src={video.storyboardUrl} default />
          )}
        </video>
        <MediaLoadingIndicator slot="centered-chrome" noAutohide />
        {!playback.failure && (
          <div slot="centered-chrome" className="player-invitation" aria-hidden="true">
            <svg viewBox="0 0 24 24" className="size-9 translate-x-0.5 fill-current">
              <path d="m7 20 13-8L7 4v16Z" />
            </svg>
          </div>
        )}
        <PlayerControls
          mediaRef={mediaRef}
          playback={playback}
          hasStoryboard={video.storyboardUrl !== null}
        />
        <PlayerTrouble
          failure={playback.failure}
          isRecovering={playback.isRecovering}
          onRetry={playback.retry}
        />
      </MediaController>
    </div>
  );
}
