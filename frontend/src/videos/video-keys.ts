import type { VideoStatus } from '@sluice/vod';

export interface VideoFilter {
  q?: string;
  status?: VideoStatus;
}

/** The query cache's addresses of videos. */
export const videoKeys = {
  all: ['videos'] as const,
  lists: ['videos', 'list'] as const,
  list: (filter: VideoFilter) => ['videos', 'list', filter] as const,
  detail: (videoId: string) => ['videos', 'detail', videoId] as const,
};
