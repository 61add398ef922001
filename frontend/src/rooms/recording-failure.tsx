import type { RecordingView } from '@sluice/vod';
import { useMutation } from '@tanstack/react-query';
import { FailureNotice } from '../controls/failure-notice';
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
    <FailureNotice error={error} title="The recording failed" retry={retry}>
      {attempt > 1 && <p className="text-xs text-muted">Given up after {attempt} attempts.</p>}
    </FailureNotice>
  );
}
