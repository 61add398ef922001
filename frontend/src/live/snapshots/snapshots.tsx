import type { CameraView } from '@sluice/vod';
import { Icon } from '../../controls/icons';
import { ProblemPanel } from '../../controls/problem-panel';
import { toProblemError } from '../../http/problem-error';
import { AvailableRanges } from '../clips/available-ranges';
import type { LiveStream } from '../stream/live-stream';
import { useStreamState } from '../stream/use-live-stream';
import { SnapshotCard } from './snapshot-card';
import { useSnapshots, useTakeSnapshot } from './use-snapshots';

/** The pictures that people kept of this camera, the latest first. */
export function Snapshots({ camera, stream }: { camera: CameraView; stream: LiveStream | null }) {
  const snapshots = useSnapshots(camera.id);
  const { take, retry: takeAgain, taking } = useTakeSnapshot(camera.id);
  const isShown = useStreamState(stream).shownMs !== null;
  const items = snapshots.data?.pages.flatMap((page) => page.items) ?? [];
  const retry = () => void (snapshots.isFetchNextPageError ? snapshots.fetchNextPage() : snapshots.refetch());

  const press = () => {
    const momentMs = stream?.shownMs() ?? null;
    if (momentMs !== null) take(momentMs);
  };

  return (
    <section aria-labelledby="snapshots-heading" className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="snapshots-heading" className="text-xl">
          Snapshots
        </h2>
        <button type="button" className="button" onClick={press} disabled={!isShown || taking.isPending}>
          <Icon name="photo" className="size-4.5" />
          {taking.isPending ? 'Taking…' : 'Take a snapshot'}
        </button>
      </div>
      {taking.error && (
        <ProblemPanel
          error={taking.error}
          onRetry={toProblemError(taking.error).isPassing ? takeAgain : undefined}
          isRetrying={taking.isPending}
        >
          <AvailableRanges error={taking.error} />
        </ProblemPanel>
      )}
      {snapshots.error && (
        <ProblemPanel error={snapshots.error} onRetry={retry} isRetrying={snapshots.isFetching} />
      )}
      {snapshots.isSuccess && items.length === 0 && (
        <p className="text-sm text-muted">None yet. A snapshot keeps the picture that is on the screen.</p>
      )}
      <ul
        aria-label="Snapshots"
        className="grid grid-cols-2 gap-3 empty:hidden sm:grid-cols-3 xl:grid-cols-4"
      >
        {items.map((snapshot) => (
          <li key={snapshot.id}>
            <SnapshotCard snapshot={snapshot} cameraId={camera.id} />
          </li>
        ))}
      </ul>
      {snapshots.hasNextPage && (
        <div className="text-center">
          <button
            type="button"
            className="button"
            onClick={() => void snapshots.fetchNextPage()}
            disabled={snapshots.isFetchingNextPage}
          >
            {snapshots.isFetchingNextPage ? 'Loading…' : 'Show more'}
          </button>
        </div>
      )}
    </section>
  );
}
