import type { RecordingView } from '@sluice/vod';
import { useState } from 'react';
import { formatAge } from '../formats/age';
import { RecordingBody } from './recording-panel';
import { describeRecording } from './recording-words';
import type { RoomSession } from './room-session';

interface EarlierRecordingsProps {
  recordings: readonly RecordingView[];
  session: RoomSession;
  nowMs: number;
}

export function EarlierRecordings({ recordings, session, nowMs }: EarlierRecordingsProps) {
  if (recordings.length === 0) return null;
  return (
    <section aria-labelledby="earlier-heading" className="space-y-3">
      <h2 id="earlier-heading" className="text-2xl">
        Earlier recordings
      </h2>
      {recordings.map((recording) => (
        <EarlierRecording key={recording.id} recording={recording} session={session} nowMs={nowMs} />
      ))}
    </section>
  );
}

interface EarlierRecordingProps {
  recording: RecordingView;
  session: RoomSession;
  nowMs: number;
}

function EarlierRecording({ recording, session, nowMs }: EarlierRecordingProps) {
  // Its films are asked for when somebody looks at them, not for all that the room ever made.
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="panel py-0" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary className="-mx-5 rounded-2xl px-5 py-4 text-sm">
        <span className="font-semibold">Recording {recording.number}</span>
        <span className="text-muted">
          {' '}
          · {formatAge(recording.startedAt, nowMs)} · {describeRecording(recording)}
        </span>
      </summary>
      {isOpen && (
        <div className="space-y-5 pb-5">
          <RecordingBody recording={recording} session={session} nowMs={nowMs} />
        </div>
      )}
    </details>
  );
}
