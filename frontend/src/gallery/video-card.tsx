import type { VideoView } from '@sluice/vod';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '../controls/icons';
import { formatAge, formatMoment } from '../formats/age';
import { visibilityWords } from '../videos/visibility-select';
import { VideoThumbnail } from '../videos/video-thumbnail';
import { VideoState } from './video-state';

const prefersStillness = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export function VideoCard({ video }: { video: VideoView }) {
  const [isMoving, setIsMoving] = useState(false);
  return (
    <article
      className="group relative"
      onPointerEnter={({ pointerType }) => setIsMoving(pointerType === 'mouse' && !prefersStillness())}
      onPointerLeave={() => setIsMoving(false)}
    >
      <VideoThumbnail video={video} isMoving={isMoving} />
      <h2 className="mt-3 line-clamp-2 text-lg leading-snug wrap-break-word">
        <Link
          to="/watch/$videoId"
          params={{ videoId: video.id }}
          className="rounded-sm group-hover:text-accent after:absolute after:inset-0"
        >
          {video.title}
        </Link>
      </h2>
      <p className="mt-1 flex flex-wrap items-center gap-x-1.5 text-sm text-muted">
        <span className="max-w-48 truncate">{video.owner.name}</span>
        <span aria-hidden="true">·</span>
        <time dateTime={video.createdAt} title={formatMoment(video.createdAt)}>
          {formatAge(video.createdAt, Date.now())}
        </time>
        {video.visibility !== 'public' && (
          <span className="inline-flex items-center gap-1">
            <span aria-hidden="true">·</span>
            <Icon name={video.visibility === 'private' ? 'lock' : 'link'} className="size-3.5" />
            {visibilityWords[video.visibility].name}
          </span>
        )}
      </p>
      <VideoState video={video} />
    </article>
  );
}
