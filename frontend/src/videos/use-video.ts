import type { VideoView } from '@sluice/vod';
import { useQuery } from '@tanstack/react-query';
import { pollInterval } from './polling';
import { useIsConnected, useWatchedVideo } from './realtime';
import { loadVideo } from './video-api';
import { videoKeys } from './video-keys';

export const isOnTheMove = (video: VideoView) =>
  video.status === 'uploading' || video.status === 'processing';

/** A private video's addresses run out: a page that stays open hears of new ones. */
const renewAddressMs = 15 * 60_000;

/** One video, live while the component is on the screen. */
export function useVideo(videoId: string) {
  useWatchedVideo(videoId);
  const isConnected = useIsConnected();
  return useQuery({
    queryKey: videoKeys.detail(videoId),
    queryFn: ({ signal }) => loadVideo(videoId, signal),
    refetchInterval: ({ state: { data: video } }) =>
      pollInterval(!!video && isOnTheMove(video), isConnected) ||
      (video?.visibility === 'private' && renewAddressMs),
  });
}
