import type { VideoView } from '@sluice/vod';
import { Icon } from '../controls/icons';
import { ProblemPanel } from '../controls/problem-panel';
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
    <div className="space-y-3">
      <div role="alert" className="flex gap-3 rounded-2xl border border-danger/30 bg-danger-wash p-4 text-sm">
        <Icon name="warning" className="mt-0.5 size-5 text-danger" />
        <div className="min-w-0 flex-1 space-y-1.5 wrap-break-word">
          <p className="font-semibold text-danger">{error?.title ?? 'Processing failed'}</p>
          {error && error.detail !== error.title && <p>{error.detail}</p>}
          {error && <p>{error.fix}</p>}
          {mayRetry && error?.retryable && (
            <button
              type="button"
              className="button mt-2"
              onClick={() => retry.mutate()}
              disabled={retry.isPending}
            >
              <Icon name="retry" className="size-4" />
              {retry.isPending ? 'Sending…' : 'Retry'}
            </button>
          )}
        </div>
      </div>
      {retry.error && <ProblemPanel error={retry.error} />}
    </div>
  );
}
