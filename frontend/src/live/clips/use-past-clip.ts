import type { PastClip } from '@sluice/vod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { newId } from '../../http/new-id';
import { putVideo } from '../../videos/video-cache';
import { videoKeys } from '../../videos/video-keys';
import { cutPastClip } from '../cameras/camera-api';

/** Cuts a range of the buffer. A retry asks for the same clip again, so that there is never a second one. */
export function usePastClip(cameraId: string) {
  const queryClient = useQueryClient();
  const cutting = useMutation({
    mutationFn: (clip: PastClip) => cutPastClip(cameraId, clip),
    onSuccess: (video) => {
      putVideo(queryClient, video);
      void queryClient.invalidateQueries({ queryKey: videoKeys.lists });
    },
  });
  const cut = (startMs: number, endMs: number, onSuccess?: () => void) => {
    if (cutting.isPending) return;
    const [startUtc, endUtc] = [new Date(startMs).toISOString(), new Date(endMs).toISOString()];
    cutting.mutate({ id: newId(), startUtc, endUtc }, { onSuccess });
  };
  const retry = () => cutting.variables && cutting.mutate(cutting.variables);
  return { cut, retry, cutting };
}
