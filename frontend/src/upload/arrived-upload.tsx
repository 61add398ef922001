import { Link } from '@tanstack/react-router';
import { ProblemPanel } from '../controls/problem-panel';
import { useVideo } from '../videos/use-video';
import { VideoThumbnail } from '../videos/video-thumbnail';
import { FailedNotice } from '../videos/failed-notice';
import { ProcessingProgress } from '../videos/processing-progress';
import type { Upload } from './upload-queue';
import { useUploadQueue } from './upload-queue-provider';

/** The bytes are there: from here on the card shows the video, live. */
export function ArrivedUpload({ upload, videoId }: { upload: Upload; videoId: string }) {
  const queue = useUploadQueue();
  const { data: video, error, refetch } = useVideo(videoId);
  const dismiss = (
    <button
      type="button"
      className="button button-quiet -mt-1.5 -mr-2"
      onClick={() => queue.remove(upload.id)}
    >
      Dismiss
    </button>
  );

  if (!video) {
    return error ? (
      <>
        <ProblemPanel error={error} onRetry={() => void refetch()} />
        {dismiss}
      </>
    ) : (
      <p className="text-muted">{upload.file.name}</p>
    );
  }
  const canBeWatched = video.status === 'ready' || video.playable;
  return (
    <div className="flex flex-col gap-4 sm:flex-row">
      {video.status !== 'failed' && (
        <div className="group w-full shrink-0 sm:w-52">
          <VideoThumbnail video={video} />
        </div>
      )}
      <div className="min-w-0 flex-1 space-y-3">
        <div className="flex items-start justify-between gap-4">
          <h3 className="min-w-0 text-lg leading-snug wrap-break-word">{video.title}</h3>
          {dismiss}
        </div>
        {video.status === 'failed' && <FailedNotice video={video} mayRetry />}
        {video.status === 'processing' && <ProcessingProgress video={video} />}
        <p role="status" className="text-sm text-muted empty:hidden">
          {video.status === 'ready' && 'Ready'}
          {video.status === 'processing' && video.playable && 'You can watch it already.'}
        </p>
        <Link
          to="/watch/$videoId"
          params={{ videoId }}
          className={`button ${canBeWatched ? 'button-primary' : ''}`}
          aria-label={canBeWatched ? `Watch ${video.title}` : `Open its page: ${video.title}`}
        >
          {canBeWatched ? 'Watch' : 'Open its page'}
        </Link>
      </div>
    </div>
  );
}
