import type { VideoView } from '@sluice/vod';
import { useState } from 'react';
import { CopyButton } from '../controls/copy-button';
import { Icon } from '../controls/icons';
import { formatAge, formatMoment } from '../formats/age';
import { visibilityWords } from '../videos/visibility-select';
import { ClipAbout } from './clip-about';
import { DeleteVideo } from './delete-video';
import { EditVideoForm } from './edit-video-form';
import { VideoDetails } from './video-details';
import { VideoWarnings } from './video-warnings';

/** Everything about a video that is not its picture. */
export function VideoAbout({ video, mayEdit }: { video: VideoView; mayEdit: boolean }) {
  const [isEditing, setIsEditing] = useState(false);

  return (
    <div className="space-y-6">
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
        <div className="min-w-0 flex-1 basis-80">
          <h1 className="text-3xl leading-tight wrap-break-word">{video.title}</h1>
          <p className="mt-2 flex flex-wrap gap-x-2 text-sm text-muted">
            <span>{video.owner.name}</span>
            <span aria-hidden="true">·</span>
            <time dateTime={video.createdAt} title={formatMoment(video.createdAt)}>
              {formatAge(video.createdAt, Date.now())}
            </time>
            <span aria-hidden="true">·</span>
            <span>{visibilityWords[video.visibility].name}</span>
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <CopyButton
            label="Copy link"
            text={() => new URL(`/watch/${video.id}`, window.location.href).href}
          />
          {mayEdit && video.status !== 'uploading' && video.source.isKept && (
            <a className="button" href={`/api/videos/${video.id}/original`} download>
              <Icon name="save" className="size-4" />
              Original
            </a>
          )}
          {mayEdit && !isEditing && (
            <button type="button" className="button" onClick={() => setIsEditing(true)}>
              <Icon name="pencil" className="size-4" />
              Edit
            </button>
          )}
          {mayEdit && <DeleteVideo video={video} />}
        </div>
      </div>
      {video.clip && <ClipAbout clip={video.clip} />}
      {isEditing && <EditVideoForm video={video} onClose={() => setIsEditing(false)} />}
      {!isEditing && video.description && (
        <p className="max-w-prose leading-relaxed whitespace-pre-line wrap-break-word">{video.description}</p>
      )}
      <VideoWarnings warnings={video.warnings} />
      <VideoDetails video={video} />
    </div>
  );
}
