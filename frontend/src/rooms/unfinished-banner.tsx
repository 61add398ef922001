import { useMutation } from '@tanstack/react-query';
import { Link, useMatchRoute } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { Icon } from '../controls/icons';
import type { UnfinishedUpload } from '../recorder/recorder-state';
import { DiscardUpload } from './discard-upload';
import { unfinishedUploads } from './unfinished-uploads';
import { describeUnfinished, isStuck } from './unfinished-words';

/** On every page: that an earlier recording still goes up, or why it can't. */
export function UnfinishedBanner() {
  const uploads = useSyncExternalStore(unfinishedUploads.subscribe, unfinishedUploads.getUploads);
  return (
    <div role="status" className="empty:hidden">
      {uploads.map((upload) => (
        <Unfinished key={upload.recordingId} upload={upload} />
      ))}
    </div>
  );
}

function Unfinished({ upload }: { upload: UnfinishedUpload }) {
  const { roomId, roomTitle, recordingId } = upload;
  const isHere = useMatchRoute()({ to: '/rooms/$room', params: { room: roomId } }) !== false;
  const problem = isStuck(upload.problem) ? upload.problem : null;
  const saving = useMutation({ mutationFn: () => unfinishedUploads.save(recordingId) });
  return (
    <div className={`border-b border-line text-sm ${problem ? 'bg-danger-wash' : 'bg-brass-wash'}`}>
      <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2 sm:px-6">
        <Icon
          name={problem ? 'warning' : 'upload'}
          className={`size-4.5 ${problem ? 'text-danger' : 'text-brass'}`}
        />
        <div className="min-w-0 flex-1 basis-60 wrap-break-word tabular-nums">
          <p className="font-medium">{describeUnfinished(upload, unfinishedUploads.totalOf(upload))}</p>
          {problem && (
            <p>
              {problem.title}. {problem.fix}
            </p>
          )}
          {!problem && upload.problem && (
            <p>{upload.problem.title}. It is tried again by itself; nothing is lost.</p>
          )}
          {saving.error && <p className="text-danger">It could not be saved: {saving.error.message}</p>}
        </div>
        <div className="flex flex-wrap gap-2">
          {problem && (
            <button
              type="button"
              className="button"
              aria-label={`Save “${roomTitle}” to a file`}
              onClick={() => saving.mutate()}
              disabled={saving.isPending}
            >
              <Icon name="save" className="size-4" />
              {saving.isPending ? 'Saving…' : 'Save to a file'}
            </button>
          )}
          {problem && <DiscardUpload upload={upload} />}
          {!isHere && (
            <Link to="/rooms/$room" params={{ room: roomId }} className="button">
              Open the room
            </Link>
          )}
        </div>
      </div>
    </div>
  );
}
