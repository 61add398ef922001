import type {
  CameraList,
  CameraTest,
  CameraView,
  CreateCamera,
  PastClip,
  SnapshotList,
  SnapshotView,
  StartClip,
  TakeSnapshot,
  UpdateCamera,
  VideoView,
} from '@sluice/vod';
import { request } from '../../http/request';

const cameraPath = (cameraId: string) => `/api/cameras/${encodeURIComponent(cameraId)}`;
const clipPath = (clipId: string) => `/api/clips/${encodeURIComponent(clipId)}`;

export const listCameras = (signal: AbortSignal) => request<CameraList>('/api/cameras', { signal });
export const createCamera = (camera: CreateCamera) =>
  request<CameraView>('/api/cameras', { method: 'POST', body: camera });
export const updateCamera = (cameraId: string, changes: UpdateCamera) =>
  request<CameraView>(cameraPath(cameraId), { method: 'PATCH', body: changes });
export const deleteCamera = (cameraId: string) => request<void>(cameraPath(cameraId), { method: 'DELETE' });
export const testCamera = (source: string) =>
  request<CameraTest>('/api/cameras/test', { method: 'POST', body: { source } });

export const startClip = (cameraId: string, clip: Partial<StartClip> & { id: string; startUtc: string }) =>
  request<VideoView>(`${cameraPath(cameraId)}/clips/start`, { method: 'POST', body: clip });
export const beatClip = (clipId: string, atUtc: string) =>
  request<void>(`${clipPath(clipId)}/heartbeat`, { method: 'POST', body: { atUtc } });
export const stopClip = (clipId: string, endUtc: string) =>
  request<VideoView>(`${clipPath(clipId)}/stop`, { method: 'POST', body: { endUtc } });
export const cutPastClip = (cameraId: string, clip: PastClip) =>
  request<VideoView>(`${cameraPath(cameraId)}/clips`, { method: 'POST', body: clip });

export const takeSnapshot = (cameraId: string, snapshot: TakeSnapshot) =>
  request<SnapshotView>(`${cameraPath(cameraId)}/snapshots`, { method: 'POST', body: snapshot });
/** `before`: only those taken before; null for the newest. */
export function listSnapshots(cameraId: string, limit: number, before: string | null, signal: AbortSignal) {
  const query = new URLSearchParams({ camera: cameraId, limit: String(limit) });
  if (before) query.set('before', before);
  return request<SnapshotList>(`/api/snapshots?${query}`, { signal });
}
export const deleteSnapshot = (snapshotId: string) =>
  request<void>(`/api/snapshots/${encodeURIComponent(snapshotId)}`, { method: 'DELETE' });

/** The query cache's addresses. */
export const cameraKeys = {
  list: ['cameras'] as const,
  snapshots: (cameraId: string) => ['snapshots', cameraId] as const,
};
