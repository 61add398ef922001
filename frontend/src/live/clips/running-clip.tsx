import { useEffect } from 'react';
import { Notice } from '../../controls/notice';
import { ProblemPanel } from '../../controls/problem-panel';
import { RecordDot } from '../../controls/record-dot';
import { formatClock, formatUtcOffset } from '../../formats/clock';
import { formatDuration, speakDuration } from '../../formats/duration';
import { useVideo } from '../../videos/use-video';
import { AvailableRanges } from './available-ranges';
import { beginOf, type ClipRecording, type ClipRecordingState, type RunningClip } from './clip-recording';

interface RunningClipPanelProps {
  recording: ClipRecording;
  state: Extract<ClipRecordingState, { clip: RunningClip }>;
  hasPicture: boolean;
}

/** From the click on Record to the answer to Stop. The time is that of what is on the screen, as the clip's is. */
export function RunningClipPanel({ recording, state, hasPicture }: RunningClipPanelProps) {
  const { clip, step, problem } = state;
  const beginMs = beginOf(clip);
  const sec = ((recording.endMs() ?? clip.startMs) - beginMs) / 1000;

  return (
    <div className="space-y-4">
      <div>
        <p className="flex items-center gap-2 text-sm font-medium text-danger">
          <RecordDot isMoving={step === 'recording'} />
          {step === 'starting' ? 'Starting…' : step === 'stopping' ? 'Saving…' : 'Recording a clip'}
        </p>
        <p role="timer" className="font-serif text-4xl text-danger tabular-nums">
          <span aria-hidden="true">{formatDuration(sec)}</span>
          <span className="sr-only">{speakDuration(sec)}</span>
        </p>
        <p className="text-sm text-muted tabular-nums">
          from {formatClock(beginMs)} {formatUtcOffset(beginMs)}
          {clip.preRollSec > 0 && `, with ${clip.preRollSec} s before the click`}
        </p>
      </div>
      {step === 'recording' && <StopButton recording={recording} />}
      {step === 'recording' && <EndWatch recording={recording} clipId={clip.id} />}
      {step === 'recording' && !hasPicture && (
        <Notice tone="warning">
          <p>There is no picture now. Stop saves what was shown until it went.</p>
        </Notice>
      )}
      {step === 'recording' && hasPicture && state.isTooEarly && (
        <Notice tone="warning">
          <p>The clip begins later than what you look at. Go on to a later moment, then stop.</p>
        </Notice>
      )}
      {problem && (
        <ProblemPanel error={problem}>
          <AvailableRanges error={problem} />
          {problem.isPassing && <p>It is tried again by itself; keep this page open.</p>}
        </ProblemPanel>
      )}
      {step === 'starting' && problem && (
        <button type="button" className="button w-full" onClick={() => recording.giveUp()}>
          Give up
        </button>
      )}
      {step === 'recording' && (
        <p className="text-xs text-muted">
          Keep this page open. If you leave it, the clip ends at what was shown last.
        </p>
      )}
    </div>
  );
}

function StopButton({ recording }: { recording: ClipRecording }) {
  return (
    <button
      type="button"
      className="button button-danger min-h-12 w-full text-base"
      onClick={() => void recording.stop()}
    >
      <span aria-hidden="true" className="size-3 rounded-xs bg-current" />
      Stop
    </button>
  );
}

/** A clip may end without us: at its greatest length, or with its camera. */
function EndWatch({ recording, clipId }: { recording: ClipRecording; clipId: string }) {
  const { data: video } = useVideo(clipId);
  useEffect(() => {
    if (video) recording.hear(video);
  }, [recording, video]);
  return null;
}
