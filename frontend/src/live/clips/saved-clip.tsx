import type { VideoView } from '@sluice/vod';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../controls/icons';
import { describeClipGap, describeSpan, describeStopReason } from '../../videos/clip-words';
import { FailedNotice } from '../../videos/failed-notice';
import { useVideo } from '../../videos/use-video';
import { VideoThumbnail } from '../../videos/video-thumbnail';

interface SavedClipProps {
  saved: VideoView;
  closeLabel: string;
  onClose: () => void;
}

/** What became of the clip, with the way to it; what a clip that failed holds can still be watched. */
export function SavedClip({ saved, closeLabel, onClose }: SavedClipProps) {
  const video = useVideo(saved.id).data ?? saved;
  const { clip } = video;
  const reason = clip && describeStopReason(clip);
  const hasFailed = video.status === 'failed';
  return (
    <div role="status" className="space-y-3 rounded-2xl bg-sunken p-4 text-sm">
      {hasFailed ? (
        <FailedNotice video={video} mayRetry={video.playable} />
      ) : (
        <p className="flex items-center gap-2 font-semibold">
          <Icon name="check" className="size-4.5 text-accent" />
          Clip saved
        </p>
      )}
      <VideoThumbnail video={video} />
      <div className="space-y-1 wrap-break-word tabular-nums">
        <p className="font-medium">{video.title}</p>
        {clip && <p className="text-muted">{describeSpan(clip, Date.now())}</p>}
        {reason && <p className="text-brass">{reason}</p>}
        {clip?.gaps.map((gap) => (
          <p key={gap.from} className="text-brass">
            {describeClipGap(gap)}
          </p>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        {(video.playable || !hasFailed) && (
          <Link to="/watch/$videoId" params={{ videoId: video.id }} className="button button-primary flex-1">
            <Icon name="play" className="size-4" />
            Watch
          </Link>
        )}
        <button type="button" className="button flex-1" onClick={onClose}>
          {closeLabel}
        </button>
      </div>
    </div>
  );
}
