import type { VideoView } from '@sluice/vod';
import { FailureNotice } from '../controls/failure-notice';
import { useRetryVideo } from './video-actions';

interface FailedNoticeProps {
  video: VideoView;
  mayRetry: boolean;
}

/** What happened to a failed video and what to do; retrying is offered only where it can help. */
export function FailedNotice({ video, mayRetry }: FailedNoticeProps) {
  const retry = useRetryVideo(video.id);
  const { error } = video;
  return (
    <FailureNotice
      error={error}
      title="Processing failed"
      retry={mayRetry && error?.retryable ? retry : null}
    />
  );
}
