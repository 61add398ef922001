import type { VideoView } from '@sluice/vod';
import type { ReactNode } from 'react';
import { Icon } from './icons';
import { ProblemPanel } from './problem-panel';

interface FailureNoticeProps {
  error: VideoView['error'];
  /** Where there is no error that says more. */
  title: string;
  /** null where trying again is not offered. */
  retry: { mutate: () => void; isPending: boolean; error: Error | null } | null;
  children?: ReactNode;
}

/** What failed and what to do about it. */
export function FailureNotice({ error, title, retry, children }: FailureNoticeProps) {
  return (
    <div className="space-y-3">
      <div role="alert" className="flex gap-3 rounded-2xl border border-danger/30 bg-danger-wash p-4 text-sm">
        <Icon name="warning" className="mt-0.5 size-5 text-danger" />
        <div className="min-w-0 flex-1 space-y-1.5 wrap-break-word">
          <p className="font-semibold text-danger">{error?.title ?? title}</p>
          {error && error.detail !== error.title && <p>{error.detail}</p>}
          {error && <p>{error.fix}</p>}
          {children}
          {retry && (
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
      {retry?.error && <ProblemPanel error={retry.error} />}
    </div>
  );
}
