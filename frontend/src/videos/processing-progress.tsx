import type { VideoView } from '@sluice/vod';
import { ProgressBar } from '../controls/progress-bar';
import { describePace, describeStage, progressMilestone, toPercent } from './processing-words';

/** Stage, percent, time left and speed of a video in processing. */
export function ProcessingProgress({ video }: { video: VideoView }) {
  return (
    <div className="space-y-2 text-sm">
      <p className="flex justify-between gap-3">
        <span className="font-medium text-accent">{describeStage(video)}</span>
        {video.stage && <span className="tabular-nums">{toPercent(video.progress)} %</span>}
      </p>
      <ProgressBar label={`Processing of ${video.title}`} value={video.stage ? video.progress : null} />
      <p className="text-muted empty:hidden">{describePace(video)}</p>
      <p role="status" className="sr-only">
        {progressMilestone(video)}
      </p>
    </div>
  );
}
