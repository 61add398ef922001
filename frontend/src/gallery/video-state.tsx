import type { VideoView } from '@sluice/vod';
import { Icon } from '../controls/icons';
import { ProgressBar } from '../controls/progress-bar';
import { ClipProgress } from '../videos/clip-progress';
import { describePace, describeStage, toPercent } from '../videos/processing-words';

/** What a video that is not ready is doing, under its card. */
export function VideoState({ video }: { video: VideoView }) {
  if (video.status === 'ready') return null;
  if (video.status === 'failed') {
    return (
      <p className="mt-1.5 flex items-start gap-1.5 text-sm text-danger">
        <Icon name="warning" className="mt-0.5 size-4" />
        {video.error?.title ?? 'Processing failed'}
      </p>
    );
  }
  if (video.status === 'uploading') {
    return (
      <div className="mt-1.5">
        {video.clip ? (
          <ClipProgress clip={video.clip} />
        ) : (
          <p className="text-sm text-accent">The file is still arriving</p>
        )}
      </div>
    );
  }

  const isRunning = video.stage !== null;
  return (
    <div className="mt-2 space-y-1.5 text-sm">
      <p className="flex justify-between gap-3 text-accent">
        <span>{video.playable ? 'Watchable already' : describeStage(video)}</span>
        {isRunning && <span className="tabular-nums">{toPercent(video.progress)} %</span>}
      </p>
      {isRunning && <ProgressBar label={`Processing of ${video.title}`} value={video.progress} />}
      <p className="text-xs text-muted empty:hidden">{describePace(video)}</p>
    </div>
  );
}
