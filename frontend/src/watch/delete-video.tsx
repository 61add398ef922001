import type { VideoView } from '@sluice/vod';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ConfirmDialog } from '../controls/confirm-dialog';
import { Icon } from '../controls/icons';
import { ProblemPanel } from '../controls/problem-panel';
import { useDeleteVideo } from '../videos/video-actions';

export function DeleteVideo({ video }: { video: VideoView }) {
  const navigate = useNavigate();
  const deletion = useDeleteVideo(video.id);
  const [isAsking, setIsAsking] = useState(false);
  const confirm = () => deletion.mutate(undefined, { onSuccess: () => void navigate({ to: '/' }) });

  return (
    <>
      <button type="button" className="button button-danger" onClick={() => setIsAsking(true)}>
        <Icon name="trash" className="size-4" />
        Delete
      </button>
      <ConfirmDialog
        title="Delete this video?"
        confirmLabel={deletion.isPending ? 'Deleting…' : 'Delete video'}
        isOpen={isAsking}
        isBusy={deletion.isPending}
        onConfirm={confirm}
        onClose={() => setIsAsking(false)}
      >
        <p>
          <strong className="wrap-break-word">{video.title}</strong> and everything made from it will be gone.
          This cannot be undone.
        </p>
        {deletion.error && <ProblemPanel error={deletion.error} />}
      </ConfirmDialog>
    </>
  );
}
