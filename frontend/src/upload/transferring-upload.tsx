import { ProblemPanel } from '../controls/problem-panel';
import { ProgressBar } from '../controls/progress-bar';
import { formatBytes } from '../formats/bytes';
import { formatTimeLeft } from '../formats/duration';
import { transferTimeLeft } from './transfer-rate';
import type { Upload } from './upload-queue';
import { useUploadQueue } from './upload-queue-provider';

/** A refused file stays refused; everything else may go better the next time. */
const hopelessCodes = new Set([
  'file_empty',
  'file_too_large',
  'not_a_video',
  'playlist_refused',
  'forbidden',
]);

export function TransferringUpload({ upload }: { upload: Upload }) {
  const queue = useUploadQueue();
  const { id, file, phase, problem, sentBytes } = upload;
  const canRetry = problem !== null && !hopelessCodes.has(problem.code);

  return (
    <div className="space-y-3">
      <div className="flex items-start justify-between gap-4">
        <h3 className="min-w-0 text-lg leading-snug wrap-break-word">{file.name}</h3>
        <button type="button" className="button button-quiet -mt-1.5 -mr-2" onClick={() => queue.remove(id)}>
          {phase === 'failed' ? 'Dismiss' : 'Cancel'}
        </button>
      </div>
      {phase === 'failed' ? (
        <ProblemPanel error={problem} onRetry={canRetry ? () => queue.retry(id) : undefined} />
      ) : (
        <>
          <ProgressBar label={`Upload of ${file.name}`} value={sentBytes / file.size} />
          <p className="flex flex-wrap justify-between gap-x-4 text-sm text-muted tabular-nums">
            <span>
              {formatBytes(sentBytes)} of {formatBytes(file.size)}
            </span>
            <span>{describeTransfer(upload)}</span>
          </p>
        </>
      )}
      <p role="status" className="sr-only">
        {phase === 'waiting' && 'Waiting for its turn'}
        {phase === 'sending' && 'Uploading'}
      </p>
    </div>
  );
}

function describeTransfer({ phase, file, sentBytes, rateBytesPerSec }: Upload): string {
  if (phase === 'waiting') return 'Waiting for its turn';
  if (sentBytes === file.size) return 'Sent; waiting for the answer';
  const leftSec = transferTimeLeft(file.size - sentBytes, rateBytesPerSec);
  const parts = [
    rateBytesPerSec !== null && `${formatBytes(rateBytesPerSec)}/s`,
    leftSec !== null && formatTimeLeft(leftSec),
  ];
  return parts.filter(Boolean).join(' · ') || 'Uploading';
}
