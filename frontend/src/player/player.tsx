import type { VideoView } from '@sluice/vod';
import { MediaController, MediaLoadingIndicator } from 'media-chrome/react';
import { useMemo, useRef } from 'react';
import { availabilityOf } from './availability';
import { describeWait } from './growing-words';
import { PlayerControls } from './player-controls';
import { PlayerNotice } from './player-notice';
import { PlayerTrouble, troubleOf } from './player-trouble';
import './player.css';
import { useGrowingEdge } from './use-growing-edge';
import { usePlayback } from './use-playback';

interface PlayerProps {
  video: VideoView;
  hlsUrl: string;
  /** After a failure: what is there to be played may be something else by now. */
  onReopen: () => void;
}

/** The picture keeps its shape inside a wide, dark stage, so that portrait video leaves the controls their width. */
export function Player({ video, hlsUrl, onReopen }: PlayerProps) {
  const mediaRef = useRef<HTMLVideoElement>(null);
  const availability = useMemo(() => availabilityOf(video), [video]);
  const playback = usePlayback(mediaRef, hlsUrl, availability);
  const starving = useGrowingEdge(mediaRef, availability);
  const trouble = troubleOf(playback.failure, video, starving !== null);
  const retry = () => {
    onReopen();
    playback.retry();
  };
  const isAtEdge = availability.isGrowing && starving === 'at_edge';
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
        {!isAtEdge && <MediaLoadingIndicator slot="centered-chrome" noAutohide />}
        {!trouble && (
          <div slot="centered-chrome" className="player-invitation" aria-hidden="true">
            <svg viewBox="0 0 24 24" className="size-9 translate-x-0.5 fill-current">
              <path d="m7 20 13-8L7 4v16Z" />
            </svg>
          </div>
        )}
        <PlayerControls
          mediaRef={mediaRef}
          playback={playback}
          availability={availability}
          hasStoryboard={video.storyboardUrl !== null}
        />
        <PlayerNotice isRecovering={playback.isRecovering} isAtEdge={isAtEdge} wait={describeWait(video)} />
        {trouble && <PlayerTrouble trouble={trouble} onRetry={retry} />}
      </MediaController>
    </div>
  );
}
