import type { RoomView } from '@sluice/vod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '../controls/confirm-dialog';
import { Icon } from '../controls/icons';
import { ProblemPanel } from '../controls/problem-panel';
import { deleteRoom, roomKeys } from './room-api';

export function DeleteRoom({ room }: { room: RoomView }) {
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const deletion = useMutation({
    mutationFn: () => deleteRoom(room.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: roomKeys.list }),
  });

  return (
    <>
      <button
        type="button"
        className="button button-danger"
        aria-label={`Delete ${room.title}`}
        onClick={() => setIsAsking(true)}
      >
        <Icon name="trash" className="size-4" />
        Delete
      </button>
      <ConfirmDialog
        title="Delete this room?"
        confirmLabel={deletion.isPending ? 'Deleting…' : 'Delete room'}
        isOpen={isAsking}
        isBusy={deletion.isPending}
        onConfirm={() => deletion.mutate()}
        onClose={() => setIsAsking(false)}
      >
        <p>
          <strong className="wrap-break-word">{room.title}</strong>, its invitation and its recordings will be
          gone, also what is not a film yet. The films stay in the gallery.
        </p>
        {deletion.error && <ProblemPanel error={deletion.error} />}
      </ConfirmDialog>
    </>
  );
}
