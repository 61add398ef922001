import type { ReactNode } from 'react';
import { toProblemError } from '../http/problem-error';
import { Icon } from './icons';

interface ProblemPanelProps {
  error: unknown;
  onRetry?: () => void;
  isRetrying?: boolean;
  children?: ReactNode;
}

/** What went wrong, what happened, what to do, and the number to quote. */
export function ProblemPanel({ error, onRetry, isRetrying = false, children }: ProblemPanelProps) {
  const { title, detail, fix, requestId } = toProblemError(error);
  return (
    <div role="alert" className="flex gap-3 rounded-2xl border border-danger/30 bg-danger-wash p-4 text-sm">
      <Icon name="warning" className="mt-0.5 size-5 text-danger" />
      <div className="min-w-0 flex-1 space-y-1.5 wrap-break-word">
        <p className="font-semibold text-danger">{title}</p>
        {detail !== title && <p>{detail}</p>}
        <p>{fix}</p>
        {children}
        {requestId && <p className="text-xs text-muted">Request {requestId}</p>}
        {onRetry && (
          <button type="button" className="button mt-2" onClick={onRetry} disabled={isRetrying}>
            <Icon name="retry" className="size-4" />
            {isRetrying ? 'Trying…' : 'Try again'}
          </button>
        )}
      </div>
    </div>
  );
}
