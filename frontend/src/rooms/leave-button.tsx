import { useState } from 'react';
import { ConfirmDialog } from '../controls/confirm-dialog';
import { Icon } from '../controls/icons';

export function LeaveButton({ isRecording, onLeave }: { isRecording: boolean; onLeave: () => void }) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => (isRecording ? setIsAsking(true) : onLeave())}>
        <Icon name="signOut" className="size-4" />
        Leave
      </button>
      <ConfirmDialog
        title="Leave while recording?"
        confirmLabel="Leave"
        isOpen={isAsking}
        isBusy={false}
        onConfirm={onLeave}
        onClose={() => setIsAsking(false)}
      >
        <p>Your recording ends here; the others go on. What you have recorded is kept and uploaded.</p>
      </ConfirmDialog>
    </>
  );
}
