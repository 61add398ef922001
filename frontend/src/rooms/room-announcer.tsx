import type { ParticipantView, RecordingView } from '@sluice/vod';
import type { RecorderState } from '../recorder/recorder-state';

interface RoomAnnouncerProps {
  phase: RecorderState['phase'];
  running: RecordingView | null;
  participants: readonly ParticipantView[];
}

/** For people who hear the page: what the red dots and the tiles say to the others. */
export function RoomAnnouncer({ phase, running, participants }: RoomAnnouncerProps) {
  const here = participants.filter(({ isOnline }) => isOnline).map(({ name }) => name);
  return (
    <div className="sr-only">
      <p role="status">{running ? describePhase(phase) : 'Nothing is being recorded.'}</p>
      <p role="status">
        {here.length > 0 ? `In the room: ${here.join(', ')}.` : 'You are alone in the room.'}
      </p>
    </div>
  );
}

function describePhase(phase: RecorderState['phase']): string {
  switch (phase) {
    case 'starting':
      return 'The recording begins.';
    case 'recording':
      return 'You are being recorded.';
    case 'paused':
      return 'Your recording is paused.';
    case 'finishing':
      return 'Your recording is stopped.';
    case 'failed':
      return 'Your recording has failed.';
    case 'idle':
      return 'The room records without you.';
  }
}
