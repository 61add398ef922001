import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { newId } from '../../http/new-id';
import { cameraKeys, deleteSnapshot, listSnapshots, takeSnapshot } from '../cameras/camera-api';

const pageSize = 12;

export const useSnapshots = (cameraId: string) =>
  useInfiniteQuery({
    queryKey: cameraKeys.snapshots(cameraId),
    queryFn: ({ pageParam, signal }) => listSnapshots(cameraId, pageSize, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ items }) => (items.length === pageSize ? items.at(-1)!.takenAt : null),
  });

function useRefreshSnapshots(cameraId: string) {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: cameraKeys.snapshots(cameraId) });
}

/** Keeps the picture of a moment. A retry asks for the same snapshot again, so that there is never a second one. */
export function useTakeSnapshot(cameraId: string) {
  const taking = useMutation({
    mutationFn: (snapshot: { id: string; atUtc: string }) => takeSnapshot(cameraId, snapshot),
    onSuccess: useRefreshSnapshots(cameraId),
  });
  const take = (momentMs: number) => {
    if (!taking.isPending) taking.mutate({ id: newId(), atUtc: new Date(momentMs).toISOString() });
  };
  const retry = () => taking.variables && taking.mutate(taking.variables);
  return { take, retry, taking };
}

export const useDeleteSnapshot = (cameraId: string, snapshotId: string) =>
  useMutation({
    mutationFn: () => deleteSnapshot(snapshotId),
    onSuccess: useRefreshSnapshots(cameraId),
  });
