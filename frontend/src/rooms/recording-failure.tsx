import type { RecordingView } from '@sluice/vod';
import { useMutation } from '@tanstack/react-query';
import { Icon } from '../controls/icons';
import { ProblemPanel } from '../controls/problem-panel';
import type { RoomSession } from './room-session';

interface RecordingFailureProps {
  recording: RecordingView;
  session: RoomSession;
}

/** Every piece is kept, so another try costs nothing and is always offered. */
export function RecordingFailure({ recording, session }: RecordingFailureProps) {
  const { error, attempt } = recording;
  const retry = useMutation({ mutationFn: () => session.connection.retryRecording(recording.id) });
  return (
    <div className="space-y-3">
      <div role="alert" className="flex gap-3 rounded-2xl border border-danger/30 bg-danger-wash p-4 text-sm">
        <Icon name="warning" className="mt-0.5 size-5 text-danger" />
        <div className="min-w-0 flex-1 space-y-1.5 wrap-break-word">
          <p className="font-semibold text-danger">{error?.title ?? 'The recording failed'}</p>
          {error && error.detail !== error.title && <p>{error.detail}</p>}
          {error && <p>{error.fix}</p>}
          {attempt > 1 && <p className="text-xs text-muted">Given up after {attempt} attempts.</p>}
          <button
            type="button"
            className="button mt-2"
            onClick={() => retry.mutate()}
            disabled={retry.isPending}
          >
            <Icon name="retry" className="size-4" />
            {retry.isPending ? 'Sending…' : 'Retry'}
          </button>
        </div>
      </div>
      {retry.error && <ProblemPanel error={retry.error} />}
    </div>
  );
}
