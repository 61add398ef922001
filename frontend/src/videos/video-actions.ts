import type { UpdateVideo, VideoView } from '@sluice/vod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { deleteVideo, retryVideo, updateVideo } from './video-api';
import { putVideo } from './video-cache';
import { videoKeys } from './video-keys';

export function useUpdateVideo(videoId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (changes: UpdateVideo) => updateVideo(videoId, changes),
    onSuccess: (video: VideoView) => putVideo(queryClient, video),
  });
}

export function useRetryVideo(videoId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => retryVideo(videoId),
    onSuccess: (video: VideoView) => putVideo(queryClient, video),
  });
}

export function useDeleteVideo(videoId: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => deleteVideo(videoId),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: videoKeys.lists }),
  });
}
