import { RecordDot } from '../controls/record-dot';
import { Icon } from '../controls/icons';
import type { RecordingView } from '@sluice/vod';
import { ProblemPanel } from '../controls/problem-panel';
import { formatDuration, speakDuration } from '../formats/duration';
import { hasDevice, isCapturing } from './capture-state';
import { elapsedSec } from './elapsed';
import type { RoomSession } from './room-session';
import { StopButton } from './stop-button';
import { useNow } from '../controls/use-now';
import type { RoomSessionView } from './use-room-session';

interface RecordBarProps {
  session: RoomSession;
  view: RoomSessionView;
  running: RecordingView | null;
}

/** Begin, stop, pause: the host's for everybody, everybody's for themselves. */
export function RecordBar({ session, view, running }: RecordBarProps) {
  const { recorder, asked } = view;
  const { isHost } = session.identity;
  const isMine = isCapturing(recorder);
  const isStopUntold = running !== null && asked.untoldStop === running.id;

  return (
    <div className="space-y-4">
      {isStopUntold ? (
        <p role="status" className="text-sm">
          {asked.asking === 'stop'
            ? 'Stopping for everybody…'
            : 'Stopped here. The others hear of it as soon as the connection is back.'}
        </p>
      ) : running ? (
        <Clock recording={running} clock={session.recorder.clock} phase={recorder.phase} isMine={isMine} />
      ) : (
        <p className="text-sm text-muted">
          {isHost
            ? 'Record begins for everybody in the room.'
            : 'The host begins the recording. Keep this page open.'}
        </p>
      )}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {!running && isHost && (
          <button
            type="button"
            className="button button-primary min-h-12 flex-1 text-base"
            onClick={() => void session.record()}
            disabled={asked.asking !== null}
          >
            <span aria-hidden="true" className="size-3 rounded-full bg-current" />
            {asked.asking === 'start' ? 'Starting…' : 'Record'}
          </button>
        )}
        {isMine && <PauseButton session={session} isPaused={recorder.phase === 'paused'} />}
        {running && !isMine && !isStopUntold && hasDevice(recorder) && (
          <button type="button" className="button" onClick={() => void session.takePartAgain(running)}>
            <RecordDot />
            Record me again
          </button>
        )}
        {running && !isStopUntold && (isHost || isMine) && (
          <StopButton session={session} view={view} running={running} />
        )}
      </div>
      {asked.problem && <ProblemPanel error={asked.problem} />}
    </div>
  );
}

function PauseButton({ session, isPaused }: { session: RoomSession; isPaused: boolean }) {
  const { recorder } = session;
  return (
    <button
      type="button"
      className="button flex-1"
      onClick={() => (isPaused ? recorder.resume() : recorder.pause())}
    >
      {isPaused ? <RecordDot /> : <Icon name="pause" className="size-4" />}
      {isPaused ? 'Go on' : 'Pause me'}
    </button>
  );
}

interface ClockProps {
  recording: RecordingView;
  clock: RoomSession['recorder']['clock'];
  phase: RoomSessionView['recorder']['phase'];
  isMine: boolean;
}

/** Counts from the recording's 0, by the clock that all share: also for somebody who came later. */
function Clock({ recording, clock, phase, isMine }: ClockProps) {
  useNow(500);
  const sec = elapsedSec(Date.parse(recording.startedAt), clock.serverNowMs());
  const words = phase === 'starting' ? 'Begins…' : phase === 'paused' ? 'You are paused' : 'Recording';
  return (
    <div>
      <p className="flex items-center gap-2 text-sm font-medium">
        <RecordDot isMoving={phase === 'recording'} />
        {isMine ? words : 'The room records without you'}
      </p>
      <p className="font-serif text-4xl tabular-nums">
        <span aria-hidden="true">{formatDuration(sec)}</span>
        <span className="sr-only">{speakDuration(sec)}</span>
      </p>
    </div>
  );
}
