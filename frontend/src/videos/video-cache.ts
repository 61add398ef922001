import type { VideoPage, VideoView } from '@sluice/vod';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { type VideoFilter, videoKeys } from './video-keys';

type VideoPages = InfiniteData<VideoPage, string | null>;

/**
 * Puts a video as the backend tells it now wherever the cache shows it. Answers whether the lists should be asked for
 * again: no list shows the video, and it is new here or has just changed its status.
 */
export function putVideo(queryClient: QueryClient, video: VideoView): boolean {
  const before = queryClient.getQueryData<VideoView>(videoKeys.detail(video.id));
  queryClient.setQueryData<VideoView>(videoKeys.detail(video.id), video);
  let listed = false;
  for (const [key, pages] of queryClient.getQueriesData<VideoPages>({ queryKey: videoKeys.lists })) {
    if (!pages?.pages.some((page) => page.items.some((item) => item.id === video.id))) continue;
    listed = true;
    const { status } = key[2] as VideoFilter;
    const fits = status === undefined || status === video.status;
    queryClient.setQueryData<VideoPages>(key, mapItems(pages, video.id, fits ? video : null));
  }
  return !listed && before?.status !== video.status;
}

/** Takes a deleted video off every list; its own page asks again and hears that it is gone. */
export function dropVideo(queryClient: QueryClient, videoId: string): void {
  queryClient.setQueriesData<VideoPages>(
    { queryKey: videoKeys.lists },
    (pages) => pages && mapItems(pages, videoId, null),
  );
  void queryClient.invalidateQueries({ queryKey: videoKeys.detail(videoId) });
}

function mapItems(pages: VideoPages, videoId: string, replacement: VideoView | null): VideoPages {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.flatMap((item) => (item.id !== videoId ? [item] : replacement ? [replacement] : [])),
    })),
  };
}
