import type { UpdateCamera } from '@sluice/vod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { cameraKeys, createCamera, deleteCamera, updateCamera } from '../cameras/camera-api';

function useRefreshCameras() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: cameraKeys.list });
}

export const useCreateCamera = () =>
  useMutation({ mutationFn: createCamera, onSuccess: useRefreshCameras() });

export const useUpdateCamera = (cameraId: string) =>
  useMutation({
    mutationFn: (changes: UpdateCamera) => updateCamera(cameraId, changes),
    onSuccess: useRefreshCameras(),
  });

export const useDeleteCamera = (cameraId: string) =>
  useMutation({ mutationFn: () => deleteCamera(cameraId), onSuccess: useRefreshCameras() });
