import type { SnapshotView } from '@sluice/vod';
import { useState } from 'react';
import { ConfirmDialog } from '../../controls/confirm-dialog';
import { Icon } from '../../controls/icons';
import { ProblemPanel } from '../../controls/problem-panel';
import { formatClockNear, formatExactMoment, formatUtcOffset } from '../../formats/clock';
import { useUser } from '../../session/use-me';
import { canEdit } from '../../videos/can-edit';
import { useDeleteSnapshot } from './use-snapshots';

const iconButton = 'grid size-9 place-items-center rounded-full text-muted hover:bg-sunken hover:text-ink';

export function SnapshotCard({ snapshot, cameraId }: { snapshot: SnapshotView; cameraId: string }) {
  const takenMs = Date.parse(snapshot.takenAt);
  const exactMoment = formatExactMoment(takenMs);
  const mayDelete = canEdit(useUser(), snapshot);
  return (
    <figure className="overflow-hidden rounded-lg border border-line bg-surface">
      <a
        href={snapshot.url}
        target="_blank"
        rel="noreferrer"
        title={`Open in full size: ${exactMoment}, taken by ${snapshot.owner.name}`}
        className="block focus-visible:-outline-offset-2"
      >
        <img
          src={snapshot.thumbnailUrl}
          alt={`${snapshot.cameraName}, ${exactMoment}; opens in full size`}
          loading="lazy"
          className="aspect-video w-full bg-[#0b1012] object-contain"
        />
      </a>
      <figcaption className="flex flex-wrap items-center justify-between gap-x-2 py-1 pr-1 pl-2.5 text-xs tabular-nums">
        <time dateTime={snapshot.takenAt}>
          {formatClockNear(takenMs, Date.now())}{' '}
          <span className="text-muted">{formatUtcOffset(takenMs)}</span>
        </time>
        <span className="ml-auto flex">
          <a
            href={snapshot.url}
            download={fileNameOf(snapshot)}
            className={iconButton}
            aria-label={`Download the snapshot of ${exactMoment}`}
            title="Download"
          >
            <Icon name="save" className="size-4" />
          </a>
          {mayDelete && <DeleteSnapshot snapshot={snapshot} cameraId={cameraId} />}
        </span>
      </figcaption>
    </figure>
  );
}

/** In UTC, as a name has to sort and to mean the same everywhere; without ":", which not every disk takes. */
const fileNameOf = ({ cameraName, takenAt }: SnapshotView): string =>
  `${cameraName.replace(/[^\p{L}\p{N}]+/gu, '-')}-${takenAt.replaceAll(':', '-')}.jpg`;

function DeleteSnapshot({ snapshot, cameraId }: { snapshot: SnapshotView; cameraId: string }) {
  const [isAsking, setIsAsking] = useState(false);
  const deletion = useDeleteSnapshot(cameraId, snapshot.id);
  const moment = formatExactMoment(Date.parse(snapshot.takenAt));
  return (
    <>
      <button
        type="button"
        className={iconButton}
        aria-label={`Delete the snapshot of ${moment}`}
        title="Delete"
        onClick={() => setIsAsking(true)}
      >
        <Icon name="trash" className="size-4" />
      </button>
      <ConfirmDialog
        title="Delete this snapshot?"
        confirmLabel={deletion.isPending ? 'Deleting…' : 'Delete snapshot'}
        isOpen={isAsking}
        isBusy={deletion.isPending}
        onConfirm={() => deletion.mutate()}
        onClose={() => setIsAsking(false)}
      >
        <p>The picture of {moment} will be gone. This cannot be undone.</p>
        {deletion.error && <ProblemPanel error={deletion.error} />}
      </ConfirmDialog>
    </>
  );
}
