import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '../controls/confirm-dialog';
import { ProblemPanel } from '../controls/problem-panel';
import type { UnfinishedUpload } from '../recorder/recorder-state';
import { pieces } from './recording-words';
import { unfinishedUploads } from './unfinished-uploads';

/** For pieces that the server takes no more: the last copy goes, so it is asked about. */
export function DiscardUpload({ upload }: { upload: UnfinishedUpload }) {
  const [isAsking, setIsAsking] = useState(false);
  const deletion = useMutation({ mutationFn: () => unfinishedUploads.discard(upload.recordingId) });
  return (
    <>
      <button
        type="button"
        className="button button-danger"
        aria-label={`Delete what is left of “${upload.roomTitle}”`}
        onClick={() => setIsAsking(true)}
      >
        Delete
      </button>
      <ConfirmDialog
        title="Delete from this browser?"
        confirmLabel={deletion.isPending ? 'Deleting…' : 'Delete'}
        isOpen={isAsking}
        isBusy={deletion.isPending}
        onConfirm={() => deletion.mutate()}
        onClose={() => setIsAsking(false)}
      >
        <p>
          {pieces(upload.waitingChunks)} of <strong className="wrap-break-word">{upload.roomTitle}</strong>{' '}
          are on no other machine. Save them to a file first if you may need them.
        </p>
        {deletion.error && <ProblemPanel error={deletion.error} />}
      </ConfirmDialog>
    </>
  );
}
