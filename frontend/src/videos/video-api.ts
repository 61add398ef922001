import type { UpdateVideo, VideoPage, VideoView } from '@sluice/vod';
import { request } from '../http/request';
import type { VideoFilter } from './video-keys';

const pageSize = 24;

const videoPath = (videoId: string) => `/api/videos/${encodeURIComponent(videoId)}`;

export function listVideos(
  filter: VideoFilter,
  cursor: string | null,
  signal: AbortSignal,
): Promise<VideoPage> {
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (filter.q) query.set('q', filter.q);
  if (filter.status) query.set('status', filter.status);
  if (cursor) query.set('cursor', cursor);
  return request<VideoPage>(`/api/videos?${query}`, { signal });
}

export function loadVideo(videoId: string, signal: AbortSignal): Promise<VideoView> {
  return request<VideoView>(videoPath(videoId), { signal });
}

export function updateVideo(videoId: string, changes: UpdateVideo): Promise<VideoView> {
  return request<VideoView>(videoPath(videoId), { method: 'PATCH', body: changes });
}

export function deleteVideo(videoId: string): Promise<void> {
  return request<void>(videoPath(videoId), { method: 'DELETE' });
}

export function retryVideo(videoId: string): Promise<VideoView> {
  return request<VideoView>(`${videoPath(videoId)}/retry`, { method: 'POST' });
}
