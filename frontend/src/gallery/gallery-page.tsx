import { getRouteApi } from '@tanstack/react-router';
import { usePageTitle } from '../app-shell/use-page-title';
import { ProblemPanel } from '../controls/problem-panel';
import { useMe } from '../session/use-me';
import { useVideoList } from '../videos/use-video-list';
import { GalleryDropZone } from './gallery-drop-zone';
import { GalleryEmpty } from './gallery-empty';
import { GallerySkeleton } from './gallery-skeleton';
import { LoadMore } from './load-more';
import { SearchBox } from './search-box';
import { StatusFilter } from './status-filter';
import { VideoCard } from './video-card';

const route = getRouteApi('/');

export function GalleryPage() {
  usePageTitle(undefined);
  const search = route.useSearch();
  const { data: me } = useMe();
  // Anonymous people see what can be played, whatever its status: an address with a status was made by somebody signed in.
  const filter = me && !me.user ? { q: search.q } : search;
  const list = useVideoList(filter);
  const retry = () => void (list.isFetchNextPageError ? list.fetchNextPage() : list.refetch());
  const videos = list.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <>
      <div className="mb-7 flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <h1 className="text-3xl sm:text-4xl">Gallery</h1>
        <div className="flex w-full flex-wrap items-center gap-3 sm:w-auto">
          {me?.user && <StatusFilter />}
          <SearchBox words={search.q ?? ''} />
        </div>
      </div>
      {list.isPending && <GallerySkeleton />}
      {list.isSuccess && videos.length === 0 && <GalleryEmpty filter={filter} />}
      {videos.length > 0 && (
        <ul
          aria-label="Videos"
          aria-busy={list.isPlaceholderData}
          className={`grid gap-x-5 gap-y-8 transition-opacity sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4 ${list.isPlaceholderData ? 'opacity-50' : ''}`}
        >
          {videos.map((video) => (
            <li key={video.id}>
              <VideoCard video={video} />
            </li>
          ))}
        </ul>
      )}
      {list.error && (
        <div className="mt-8">
          <ProblemPanel error={list.error} onRetry={retry} isRetrying={list.isFetching} />
        </div>
      )}
      {list.hasNextPage && (
        <LoadMore
          onLoad={() => void list.fetchNextPage()}
          isLoading={list.isFetchingNextPage}
          hasFailed={list.isError}
        />
      )}
      {me?.user && <GalleryDropZone uploadMaxBytes={me.uploadMaxBytes} />}
    </>
  );
}
