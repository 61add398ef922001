import { useQuery } from '@tanstack/react-query';
import { cameraKeys, listCameras } from './camera-api';

const pollMs = 2000;

/** All cameras as their recorders tell them, asked again and again while the page is to be seen. */
export const useCameras = () =>
  useQuery({
    queryKey: cameraKeys.list,
    queryFn: ({ signal }) => listCameras(signal),
    refetchInterval: pollMs,
    refetchOnWindowFocus: 'always',
  });
