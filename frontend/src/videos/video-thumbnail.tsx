import type { VideoView } from '@sluice/vod';
import { useState } from 'react';
import { Icon, type IconName } from '../controls/icons';
import { formatDuration, speakDuration } from '../formats/duration';
import { MovingPreview } from './moving-preview';

/** A still of the video with its length; while there is none, a drawing that says why. `isMoving`: a preview over it. */
export function VideoThumbnail({ video, isMoving = false }: { video: VideoView; isMoving?: boolean }) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const { durationSec } = video;
  const stillUrl = video.thumbnailUrl ?? video.posterUrl;

  return (
    <div className="relative aspect-video overflow-hidden rounded-lg bg-sunken ring-1 ring-line ring-inset">
      {stillUrl && stillUrl !== brokenUrl ? (
        <img
          src={stillUrl}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setBrokenUrl(stillUrl)}
          className="size-full object-cover transition-transform duration-500 group-hover:scale-[1.03]"
        />
      ) : (
        <div className="grid size-full place-items-center text-muted/60">
          <Icon name={placeholderOf(video)} className="size-10" />
        </div>
      )}
      {isMoving && video.storyboardUrl && <MovingPreview storyboardUrl={video.storyboardUrl} />}
      {video.status === 'processing' && video.playable && (
        <p className="absolute top-2 left-2 rounded bg-black/75 px-1.5 py-0.5 text-xs font-medium text-white">
          Still processing
        </p>
      )}
      {durationSec !== null && (
        <p className="absolute right-2 bottom-2 rounded bg-black/75 px-1.5 py-0.5 text-xs font-medium text-white tabular-nums">
          <span aria-hidden="true">{formatDuration(durationSec)}</span>
          <span className="sr-only">{speakDuration(durationSec)}</span>
        </p>
      )}
    </div>
  );
}

function placeholderOf(video: VideoView): IconName {
  if (video.status === 'failed') return 'warning';
  if (video.clip) return 'watchCamera';
  return video.source.audioCodec && !video.source.videoCodec ? 'sound' : 'library';
}
