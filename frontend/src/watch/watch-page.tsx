import { getRouteApi, Link } from '@tanstack/react-router';
import { usePageTitle } from '../app-shell/use-page-title';
import { ProblemPanel } from '../controls/problem-panel';
import { ProblemError } from '../http/problem-error';
import { useUser } from '../session/use-me';
import { canEdit } from '../videos/can-edit';
import { useVideo } from '../videos/use-video';
import { VideoAbout } from './video-about';
import { VideoStage } from './video-stage';

const route = getRouteApi('/watch/$videoId');

export function WatchPage() {
  const { videoId } = route.useParams();
  const { data: video, error, refetch, isFetching } = useVideo(videoId);
  const user = useUser();
  usePageTitle(video?.title ?? 'Watch');

  // A deleted video stays in the cache, but the answer that it is gone has the last word.
  if (error && (!video || isGone(error))) {
    return <Unavailable error={error} retry={() => void refetch()} isFetching={isFetching} />;
  }
  if (!video) return <Skeleton />;
  const mayEdit = canEdit(user, video);
  return (
    // Another video is another page: nothing of the one before (a form, a position) may stay.
    <div key={video.id} className="mx-auto max-w-5xl space-y-6">
      <VideoStage video={video} mayEdit={mayEdit} />
      <VideoAbout video={video} mayEdit={mayEdit} />
    </div>
  );
}

const isGone = (error: Error) => error instanceof ProblemError && error.status === 404;

function Unavailable({ error, retry, isFetching }: { error: Error; retry: () => void; isFetching: boolean }) {
  return (
    <div className="mx-auto max-w-xl space-y-5 py-8">
      <h1 className="text-3xl">This video cannot be shown</h1>
      <ProblemPanel error={error} onRetry={isGone(error) ? undefined : retry} isRetrying={isFetching} />
      <Link to="/" className="button">
        Go to the gallery
      </Link>
    </div>
  );
}

function Skeleton() {
  return (
    <div role="status" className="mx-auto max-w-5xl animate-pulse space-y-6">
      <span className="sr-only">Loading the video</span>
      <div className="aspect-video rounded-xl bg-line/70" />
      <div className="h-8 w-2/3 rounded bg-line/70" />
      <div className="h-4 w-1/3 rounded bg-line/70" />
    </div>
  );
}
