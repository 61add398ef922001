import type { CameraView } from '@sluice/vod';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ConfirmDialog } from '../../controls/confirm-dialog';
import { Icon } from '../../controls/icons';
import { ProblemPanel } from '../../controls/problem-panel';
import { useDeleteCamera } from './camera-actions';

export function RemoveCamera({ camera }: { camera: CameraView }) {
  const navigate = useNavigate();
  const removal = useDeleteCamera(camera.id);
  const [isAsking, setIsAsking] = useState(false);
  const confirm = () => removal.mutate(undefined, { onSuccess: () => void navigate({ to: '/live' }) });

  return (
    <>
      <button type="button" className="button button-danger" onClick={() => setIsAsking(true)}>
        <Icon name="trash" className="size-4" />
        Remove
      </button>
      <ConfirmDialog
        title="Remove this camera?"
        confirmLabel={removal.isPending ? 'Removing…' : 'Remove camera'}
        isOpen={isAsking}
        isBusy={removal.isPending}
        onConfirm={confirm}
        onClose={() => setIsAsking(false)}
      >
        <p>
          <strong className="wrap-break-word">{camera.name}</strong> is recorded no more, and its buffer will
          be gone. This cannot be undone. Clips and snapshots stay; clips that are being recorded end here.
        </p>
        {removal.error && <ProblemPanel error={removal.error} />}
      </ConfirmDialog>
    </>
  );
}
