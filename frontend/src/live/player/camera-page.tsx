import { getRouteApi, Link } from '@tanstack/react-router';
import { usePageTitle } from '../../app-shell/use-page-title';
import { EmptyNotice } from '../../controls/empty-notice';
import { ProblemPanel } from '../../controls/problem-panel';
import { useCameras } from '../cameras/use-cameras';
import { CameraStudio } from './camera-studio';

const route = getRouteApi('/live/$cameraId');

export function CameraPage() {
  const { cameraId } = route.useParams();
  const cameras = useCameras();
  const camera = cameras.data?.items.find(({ id }) => id === cameraId);
  usePageTitle(camera?.name ?? 'Live');

  return (
    <div className="space-y-6">
      {cameras.error && (
        <ProblemPanel
          error={cameras.error}
          onRetry={() => void cameras.refetch()}
          isRetrying={cameras.isFetching}
        />
      )}
      {/* Another camera is another page: nothing of the one before may stay. */}
      {camera && <CameraStudio key={camera.id} camera={camera} />}
      {cameras.isPending && <Skeleton />}
      {cameras.data && !camera && (
        <EmptyNotice icon="cameraOff" title="There is no such camera">
          <p>It may have been removed. The Live page shows those that there are.</p>
          <Link to="/live" className="button button-primary">
            Show all cameras
          </Link>
        </EmptyNotice>
      )}
    </div>
  );
}

function Skeleton() {
  return (
    <div role="status" className="animate-pulse space-y-6">
      <span className="sr-only">Loading the camera</span>
      <div className="h-9 w-1/3 rounded bg-line/70" />
      <div className="grid gap-6 lg:grid-cols-[1fr_21rem]">
        <div className="aspect-video rounded-xl bg-line/70" />
        <div className="h-60 rounded-2xl bg-line/70" />
      </div>
    </div>
  );
}
