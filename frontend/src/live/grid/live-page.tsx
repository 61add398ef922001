import { useState } from 'react';
import { usePageTitle } from '../../app-shell/use-page-title';
import { EmptyNotice } from '../../controls/empty-notice';
import { Icon } from '../../controls/icons';
import { ProblemPanel } from '../../controls/problem-panel';
import { useUser } from '../../session/use-me';
import { useCameras } from '../cameras/use-cameras';
import { AddCamera } from '../manage/add-camera';
import { CameraTile } from './camera-tile';
import { GridSkeleton } from './grid-skeleton';

export function LivePage() {
  usePageTitle('Live');
  const [isAdding, setIsAdding] = useState(false);
  const isAdmin = useUser()?.role === 'admin';
  const cameras = useCameras();
  const items = cameras.data?.items ?? [];
  const nowMs = cameras.data ? Date.parse(cameras.data.serverTime) : Date.now();
  const addButton = isAdmin && !isAdding && (
    <button type="button" className="button button-primary" onClick={() => setIsAdding(true)}>
      <Icon name="plus" className="size-4" />
      Add camera
    </button>
  );

  return (
    <div className="space-y-7">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <h1 className="text-3xl sm:text-4xl">Live</h1>
        {items.length > 0 && addButton}
      </div>
      {isAdding && <AddCamera onClose={() => setIsAdding(false)} />}
      {cameras.error && (
        <ProblemPanel
          error={cameras.error}
          onRetry={() => void cameras.refetch()}
          isRetrying={cameras.isFetching}
        />
      )}
      {cameras.isPending && <GridSkeleton />}
      {cameras.isSuccess && items.length === 0 && !isAdding && (
        <EmptyNotice icon="watchCamera" title="No camera yet">
          <p>
            {isAdmin
              ? 'Add one: it is recorded around the clock from then on, and its latest past can be cut into clips.'
              : 'Ask an administrator to add one.'}
          </p>
          {addButton}
        </EmptyNotice>
      )}
      {items.length > 0 && (
        <ul aria-label="Cameras" className="grid gap-5 sm:grid-cols-2 xl:grid-cols-3">
          {items.map((camera) => (
            <li key={camera.id}>
              <CameraTile camera={camera} nowMs={nowMs} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
