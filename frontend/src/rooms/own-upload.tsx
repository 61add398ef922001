import { ProgressBar } from '../controls/progress-bar';
import { formatBytes } from '../formats/bytes';
import type { RecorderState } from '../recorder/recorder-state';
import { pieces } from './recording-words';
import { describeStorageLeft } from './storage-words';

/** How much of the own recording is safe at the server, and how much more fits on this machine. */
export function OwnUpload({ state: { upload, spool, phase } }: { state: RecorderState }) {
  const { recordedChunks, verifiedChunks, waitingChunks, waitingBytes } = upload;
  const storage = describeStorageLeft(spool.minutesLeft);
  return (
    <div className="space-y-2 text-sm">
      {recordedChunks > 0 && (
        <>
          <p className="flex justify-between gap-3">
            <span className="font-medium">Your upload</span>
            <span className="text-muted tabular-nums">
              {waitingChunks > 0
                ? `${pieces(waitingChunks)} waiting, ${formatBytes(waitingBytes)}`
                : 'All arrived'}
            </span>
          </p>
          <ProgressBar label="Your upload" value={verifiedChunks / recordedChunks} />
          {phase === 'finishing' && waitingChunks > 0 && (
            <p className="text-muted">
              Keep this page open until it is done. If it closes, the rest goes up when you open this site
              again.
            </p>
          )}
        </>
      )}
      {storage && <p className="text-xs text-muted">{storage}</p>}
    </div>
  );
}
