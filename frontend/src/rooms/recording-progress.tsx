import type { RecordingView } from '@sluice/vod';
import { ProgressBar } from '../controls/progress-bar';
import { toPercent } from '../videos/processing-words';
import { describeAttempt, describeRecording, pieces, recordingMilestone } from './recording-words';

interface RecordingProgressProps {
  recording: RecordingView;
  nowMs: number;
}

/** First the pieces that still come, then what is made of them. */
export function RecordingProgress({ recording, nowMs }: RecordingProgressProps) {
  const { status, stage, progress, recordedChunks, verifiedChunks, error } = recording;
  const isUploading = status === 'uploading';
  const uploaded = recordedChunks > 0 ? verifiedChunks / recordedChunks : 0;
  const value = isUploading ? uploaded : stage ? progress : null;
  const attempt = describeAttempt(recording, nowMs);

  return (
    <div className="space-y-2 text-sm">
      <p className="flex justify-between gap-3">
        <span className="font-medium text-accent">{describeRecording(recording)}</span>
        {value !== null && <span className="tabular-nums">{toPercent(value)} %</span>}
      </p>
      <ProgressBar label={`Recording ${recording.number}`} value={value} />
      {isUploading && <Waiting recording={recording} />}
      {attempt && <p className="text-brass">{attempt}</p>}
      {attempt && error && <p className="text-muted">The attempt before: {error.detail}</p>}
      {!isUploading && <p className="text-muted">You may leave; the films are made without you.</p>}
      <p role="status" className="sr-only">
        {recordingMilestone(recording)}
      </p>
    </div>
  );
}

/** Whose pieces the others wait for. */
function Waiting({ recording: { participants } }: { recording: RecordingView }) {
  const missing = participants
    .map(({ participantId, name, takes }) => ({
      participantId,
      name,
      count: takes.reduce((sum, take) => sum + Math.max(0, take.recordedChunks - take.verifiedChunks), 0),
    }))
    .filter(({ count }) => count > 0);
  if (missing.length === 0) return null;
  return (
    <ul className="text-muted">
      {missing.map(({ participantId, name, count }) => (
        <li key={participantId} className="wrap-break-word">
          {name}: {pieces(count)} still to come
        </li>
      ))}
    </ul>
  );
}
