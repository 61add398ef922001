import type { RecordingView } from '@sluice/vod';
import { useState } from 'react';
import { ConfirmDialog } from '../controls/confirm-dialog';
import type { RoomSession } from './room-session';
import type { RoomSessionView } from './use-room-session';

interface StopButtonProps {
  session: RoomSession;
  view: RoomSessionView;
  running: RecordingView;
}

/** A guest's stop ends the own recording; the host's ends everybody's, and asks when others would be cut off. */
export function StopButton({ session, view, running }: StopButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  const { isHost, participantId } = session.identity;
  const others = view.room.snapshot.participants.filter(
    ({ id, isOnline, state }) => id !== participantId && isOnline && state?.capture === 'recording',
  );
  const stopForAll = () => {
    setIsAsking(false);
    void session.stopForAll(running.id);
  };
  const press = () => {
    if (!isHost) session.stopMine();
    else if (others.length > 0) setIsAsking(true);
    else stopForAll();
  };

  return (
    <>
      <button type="button" className="button button-danger flex-1" onClick={press}>
        <span aria-hidden="true" className="size-3 rounded-xs bg-current" />
        {isHost ? 'Stop for all' : 'Stop mine'}
      </button>
      <ConfirmDialog
        title="Stop for everybody?"
        confirmLabel="Stop for all"
        isOpen={isAsking}
        isBusy={false}
        onConfirm={stopForAll}
        onClose={() => setIsAsking(false)}
      >
        <p>
          {others.map(({ name }) => name).join(', ')} {others.length === 1 ? 'is' : 'are'} still recording.
          The recording ends for all; what was recorded is kept.
        </p>
      </ConfirmDialog>
    </>
  );
}
