import type { VideoView } from '@sluice/vod';
import { lazy, Suspense, useState } from 'react';
import { FailedNotice } from '../videos/failed-notice';
import { ProcessingProgress } from '../videos/processing-progress';
import { ProcessingSteps } from './processing-steps';

/** hls.js and the controls are most of the code of this site: they come only when there is something to play. */
const Player = lazy(() => import('../player/player').then((module) => ({ default: module.Player })));

interface VideoStageProps {
  video: VideoView;
  mayEdit: boolean;
}

/** The place of the picture: the player as soon as anything can be played, before that what is being done. */
export function VideoStage({ video, mayEdit }: VideoStageProps) {
  const [watchedUrl, setWatchedUrl] = useState<string | null>(null);
  const failed = video.status === 'failed';
  // Whoever watches a video that fails on its way sees what has been loaded to the end.
  const hlsUrl = failed ? watchedUrl : video.playable ? video.hlsUrl : null;
  if (hlsUrl !== watchedUrl) setWatchedUrl(hlsUrl);

  if (hlsUrl === null)
    return failed ? <FailedNotice video={video} mayRetry={mayEdit} /> : <ProcessingSteps video={video} />;
  return (
    <>
      <Suspense fallback={<div className="aspect-video max-h-[78svh] w-full rounded-xl bg-black" />}>
        <Player video={video} hlsUrl={hlsUrl} />
      </Suspense>
      {failed && <FailedNotice video={video} mayRetry={mayEdit} />}
      {video.status === 'processing' && (
        <section aria-label="Processing" className="panel">
          <p className="mb-3 text-sm text-muted">You can watch already; the rest is still being encoded.</p>
          <ProcessingProgress video={video} />
        </section>
      )}
    </>
  );
}
