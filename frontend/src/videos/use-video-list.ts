import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { pollInterval } from './polling';
import { useIsConnected, useWatchedGallery } from './realtime';
import { isOnTheMove } from './use-video';
import { listVideos } from './video-api';
import { type VideoFilter, videoKeys } from './video-keys';

/** The gallery's videos page by page, live while the component is on the screen. */
export function useVideoList(filter: VideoFilter) {
  useWatchedGallery();
  const isConnected = useIsConnected();
  return useInfiniteQuery({
    queryKey: videoKeys.list(filter),
    queryFn: ({ pageParam, signal }) => listVideos(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      pollInterval(!!state.data?.pages.some((page) => page.items.some(isOnTheMove)), isConnected),
  });
}
