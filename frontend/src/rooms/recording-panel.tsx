import type { RecordingView } from '@sluice/vod';
import { formatAge, formatMoment } from '../formats/age';
import { FilmList } from './film-list';
import { RecordingFailure } from './recording-failure';
import { RecordingGaps } from './recording-gaps';
import { RecordingProgress } from './recording-progress';
import { describeRecording } from './recording-words';
import type { RoomSession } from './room-session';

interface RecordingPanelProps {
  recording: RecordingView;
  session: RoomSession;
  nowMs: number;
}

/** A recording that was stopped: on its way to the films, then the films. */
export function RecordingPanel({ recording, session, nowMs }: RecordingPanelProps) {
  const { number, status } = recording;
  const headingId = `recording-${recording.id}`;
  return (
    <section aria-labelledby={headingId} className="panel space-y-5 sm:p-6">
      <div>
        <h2 id={headingId} className="text-2xl">
          Recording {number}
        </h2>
        <RecordingMoment recording={recording} nowMs={nowMs} />
        <p role="status" className="sr-only">
          {status === 'completed' && describeRecording(recording)}
        </p>
      </div>
      <RecordingBody recording={recording} session={session} nowMs={nowMs} />
    </section>
  );
}

function RecordingMoment({ recording, nowMs }: { recording: RecordingView; nowMs: number }) {
  const { startedAt, stopReason, revision } = recording;
  return (
    <p className="mt-1 text-sm text-muted">
      <time dateTime={startedAt} title={formatMoment(startedAt)}>
        {formatAge(startedAt, nowMs)}
      </time>
      {stopReason === 'vanished' && ' · ended because nobody was heard of any more'}
      {revision > 1 && ' · made anew with pieces that came late'}
    </p>
  );
}

/** Also of an earlier recording, when somebody unfolds it. */
export function RecordingBody({ recording, session, nowMs }: RecordingPanelProps) {
  const { status } = recording;
  return (
    <>
      {(status === 'uploading' || status === 'processing') && (
        <RecordingProgress recording={recording} nowMs={nowMs} />
      )}
      {status === 'failed' && <RecordingFailure recording={recording} session={session} />}
      <FilmList recording={recording} room={session.connection.getState().snapshot.room} />
      <RecordingGaps recording={recording} />
    </>
  );
}
