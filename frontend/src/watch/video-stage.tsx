import { isSameMedia, parseTicketedAddress, type VideoView } from '@sluice/vod';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { ClipProgress } from '../videos/clip-progress';
import { FailedNotice } from '../videos/failed-notice';
import { ProcessingProgress } from '../videos/processing-progress';
import { videoKeys } from '../videos/video-keys';
import { ClipStage } from './clip-stage';
import { ProcessingSteps } from './processing-steps';

/** hls.js and the controls are most of the code of this site: they come only when there is something to play. */
const Player = lazy(() => import('../player/player').then((module) => ({ default: module.Player })));

interface VideoStageProps {
  video: VideoView;
  mayEdit: boolean;
}

/** The place of the picture: the player as soon as anything can be played, before that what is being done. */
export function VideoStage({ video, mayEdit }: VideoStageProps) {
  const [watched, setWatched] = useState<Watched>(nothing);
  const queryClient = useQueryClient();
  const failed = video.status === 'failed';
  const reopen = () => {
    setWatched(nothing);
    // its address may have run out while nobody looked
    void queryClient.invalidateQueries({ queryKey: videoKeys.detail(video.id) });
  };
  const playing = whatToPlay(video, watched);
  if (playing.hlsUrl !== watched.hlsUrl) setWatched(playing);

  if (playing.hlsUrl === null)
    return failed ? <FailedNotice video={video} mayRetry={mayEdit} /> : <BeforePicture video={video} />;
  return (
    <>
      <Suspense fallback={<div className="aspect-video max-h-[78svh] w-full rounded-xl bg-black" />}>
        <Player video={asPlayed(video, playing)} hlsUrl={playing.hlsUrl} onReopen={reopen} />
      </Suspense>
      {failed && <FailedNotice video={video} mayRetry={mayEdit} />}
      <StillGoingOn video={video} />
    </>
  );
}

interface Watched {
  hlsUrl: string | null;
  isPreview: boolean;
}

const nothing: Watched = { hlsUrl: null, isPreview: false };

function whatToPlay(video: VideoView, watched: Watched): Watched {
  const isPreview = video.clip?.isPreview ?? false;
  // A clip's preview has every picture of the film: whoever watches it is not to be thrown out when that is ready.
  if (watched.isPreview && !runsOutSoon(watched.hlsUrl)) return watched;
  // Whoever watches a video that fails on its way sees what has been loaded to the end.
  if (video.status === 'failed' && !isPreview) return watched;
  if (!video.playable) return nothing;
  if (isSameMedia(watched.hlsUrl, video.hlsUrl) && !runsOutSoon(watched.hlsUrl)) return watched;
  return { hlsUrl: video.hlsUrl, isPreview };
}

/** The address of a private video holds for some hours; the page hears of a new one long before. */
const renewBeforeMs = 2 * 3600_000;

function runsOutSoon(hlsUrl: string | null): boolean {
  const ticketed = hlsUrl === null ? null : parseTicketedAddress(hlsUrl);
  return ticketed !== null && ticketed.expiresAtMs - Date.now() < renewBeforeMs;
}

/** What became of the film meanwhile is not what its preview plays. */
const asPlayed = (video: VideoView, { isPreview }: Watched): VideoView =>
  isPreview && video.clip ? { ...video, clip: { ...video.clip, isPreview } } : video;

function BeforePicture({ video }: { video: VideoView }) {
  const isClip = video.status === 'uploading' && video.clip !== null;
  return isClip ? <ClipStage clip={video.clip!} /> : <ProcessingSteps video={video} />;
}

/** What is still being done to a video that plays already. */
function StillGoingOn({ video }: { video: VideoView }) {
  const { status, clip } = video;
  if (status !== 'processing' && status !== 'uploading') return null;
  return (
    <section aria-label="Processing" className="panel">
      <p className="mb-3 text-sm text-muted">
        {clip?.isPreview
          ? 'You watch what the camera recorded. The film of it is still being made; it plays when this page is opened again.'
          : 'You can watch already; the rest is still being encoded.'}
      </p>
      {status === 'uploading' && clip ? <ClipProgress clip={clip} /> : <ProcessingProgress video={video} />}
    </section>
  );
}
