import type { VideoView } from '@sluice/vod';
import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { dropVideo, putVideo } from './video-cache';
import { videoKeys } from './video-keys';

const video = (id: string, status: VideoView['status'], title = id) => ({ id, status, title }) as VideoView;
const pages = (...items: VideoView[]) => ({ pages: [{ items, nextCursor: null }], pageParams: [null] });

function cacheWith(filter: object, ...items: VideoView[]) {
  const queryClient = new QueryClient();
  queryClient.setQueryData(videoKeys.list(filter), pages(...items));
  const titles = () =>
    queryClient
      .getQueryData<ReturnType<typeof pages>>(videoKeys.list(filter))
      ?.pages.flatMap((page) => page.items.map((item) => item.title));
  return { queryClient, titles };
}

describe('putVideo', () => {
  it('replaces the video in lists and in its own entry', () => {
    const { queryClient, titles } = cacheWith({}, video('a', 'processing'), video('b', 'ready'));
    expect(putVideo(queryClient, video('a', 'ready', 'renamed'))).toBe(false);
    expect(titles()).toEqual(['renamed', 'b']);
    expect(queryClient.getQueryData(videoKeys.detail('a'))).toMatchObject({ title: 'renamed' });
  });

  it('takes the video off a list whose filter it left', () => {
    const { queryClient, titles } = cacheWith({ status: 'processing' }, video('a', 'processing'));
    putVideo(queryClient, video('a', 'ready'));
    expect(titles()).toEqual([]);
  });

  it('asks for the lists again once for a video that none shows, and not at every percent', () => {
    const { queryClient, titles } = cacheWith({}, video('a', 'ready'));
    expect(putVideo(queryClient, video('new', 'processing'))).toBe(true);
    expect(putVideo(queryClient, video('new', 'processing'))).toBe(false);
    expect(putVideo(queryClient, video('new', 'ready'))).toBe(true);
    expect(titles()).toEqual(['a']);
  });
});

describe('dropVideo', () => {
  it('takes the video off every list', () => {
    const { queryClient, titles } = cacheWith({}, video('a', 'ready'), video('b', 'ready'));
    dropVideo(queryClient, 'a');
    expect(titles()).toEqual(['b']);
  });
});
