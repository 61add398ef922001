import type { CameraView } from '@sluice/vod';
import { ProblemPanel } from '../../controls/problem-panel';
import type { LiveStream } from '../stream/live-stream';
import { useStreamState } from '../stream/use-live-stream';
import { AvailableRanges } from './available-ranges';
import type { ClipRecording, ClipRecordingState } from './clip-recording';
import { PastClips } from './past-clips';
import type { ClipMarks } from './range-marks';
import { RecordButton } from './record-button';
import { RunningClipPanel } from './running-clip';
import { SavedClip } from './saved-clip';

interface ClipPanelProps {
  camera: CameraView;
  stream: LiveStream | null;
  recording: ClipRecording;
  state: ClipRecordingState;
  marks: ClipMarks;
  onMark: (marks: ClipMarks) => void;
}

/** Everything that makes a video of what is on the screen: from now on, or from what is in the buffer. */
export function ClipPanel({ camera, stream, recording, state, marks, onMark }: ClipPanelProps) {
  const shown = useStreamState(stream);
  return (
    <section aria-label="Clips" className="panel space-y-5">
      {state.step === 'idle' && (
        <>
          <RecordButton shown={shown} onRecord={(preRollSec) => void recording.start(preRollSec)} />
          {state.problem && (
            <ProblemPanel error={state.problem}>
              <AvailableRanges error={state.problem} />
            </ProblemPanel>
          )}
        </>
      )}
      {'clip' in state && (
        <RunningClipPanel recording={recording} state={state} hasPicture={shown.shownMs !== null} />
      )}
      {state.step === 'saved' && (
        <SavedClip saved={state.video} closeLabel="Record another" onClose={() => recording.giveUp()} />
      )}
      {shown.shownMs === null && !('clip' in state) && (
        <p className="text-sm text-muted">
          Nothing is shown yet. A clip begins and ends at what is on the screen, so wait for the picture.
        </p>
      )}
      <hr className="border-line" />
      <PastClips
        camera={camera}
        shown={shown}
        marks={marks}
        onMark={onMark}
        shownMsNow={() => stream?.shownMs() ?? null}
      />
    </section>
  );
}
