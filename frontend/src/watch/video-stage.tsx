import type { VideoView } from '@sluice/vod';
import { lazy, Suspense } from 'react';
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
  if (video.status === 'failed') return <FailedNotice video={video} mayRetry={mayEdit} />;
  if (!video.playable || video.hlsUrl === null) return <ProcessingSteps video={video} />;
  return (
    <>
      <Suspense fallback={<div className="aspect-video max-h-[78svh] w-full rounded-xl bg-black" />}>
        <Player video={video} hlsUrl={video.hlsUrl} />
      </Suspense>
      {video.status === 'processing' && (
        <section aria-label="Processing" className="panel">
          <p className="mb-3 text-sm text-muted">You can watch already; the end is still being encoded.</p>
          <ProcessingProgress video={video} />
        </section>
      )}
    </>
  );
}
