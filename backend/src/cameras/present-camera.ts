import type { Camera } from '@sluice/database';
import {
  describeBuffer,
  isRecorderDown,
  maskSource,
  type BufferStatus,
  type CameraStatus,
  type CameraView,
  type RingSegment,
  type ShownCameraState,
  type StreamStatus,
} from '@sluice/vod';
import type { BackendSettings } from '../settings.js';

type Defaults = Pick<BackendSettings, 'BUFFER_SECONDS' | 'RING_MAX_BYTES'>;

/** What people are told of a camera, also when whoever recorded it is silent. */
export function shownState(
  camera: Pick<Camera, 'enabled'>,
  status: CameraStatus | null,
  nowMs: number,
): { state: ShownCameraState; since: string | null } {
  if (!status) return { state: camera.enabled ? 'unknown' : 'disabled', since: null };
  if (isRecorderDown(status, nowMs)) return { state: 'recorder_down', since: status.heartbeatAt };
  return { state: status.state, since: status.since };
}

export function presentCamera(
  camera: Camera,
  status: CameraStatus | null,
  recordingClips: number,
  nowMs: number,
): CameraView {
  return {
    id: camera.id,
    name: camera.name,
    source: maskSource(camera.source),
    enabled: camera.enabled,
    bufferSeconds: camera.bufferSeconds,
    maxBytes: camera.maxBytes === null ? null : Number(camera.maxBytes),
    minFreeBytes: camera.minFreeBytes === null ? null : Number(camera.minFreeBytes),
    transcode: camera.transcode,
    createdAt: camera.createdAt.toISOString(),
    ...shownState(camera, status, nowMs),
    status,
    liveUrl: `/api/cameras/${camera.id}/live.m3u8`,
    dvrUrl: `/api/cameras/${camera.id}/dvr.m3u8`,
    recordingClips,
  };
}

/** From the ring itself: it is right also when nobody records. */
export function presentBuffer(
  camera: Camera,
  ring: readonly RingSegment[],
  status: CameraStatus | null,
  defaults: Defaults,
  nowMs: number,
): BufferStatus {
  const buffer = describeBuffer(ring, {
    configuredSec: camera.bufferSeconds ?? defaults.BUFFER_SECONDS,
    maxBytes: camera.maxBytes === null ? defaults.RING_MAX_BYTES : Number(camera.maxBytes),
    isShortened: status?.buffer.isShortened ?? false,
  });
  return {
    camera_id: camera.id,
    camera: camera.name,
    ...shownState(camera, status, nowMs),
    recorder_running: status !== null && !isRecorderDown(status, nowMs),
    recorder_last_seen: status?.heartbeatAt ?? null,
    frame_count: buffer.frameCount,
    duration_seconds: buffer.durationSec,
    span_seconds: buffer.spanSec,
    configured_seconds: buffer.configuredSec,
    oldest_frame: buffer.oldestFrame,
    newest_frame: buffer.newestFrame,
    bytes: buffer.sizeBytes,
    max_bytes: buffer.maxBytes,
    gaps: buffer.gaps,
  };
}

export interface StreamFacts {
  buffer: BufferStatus;
  status: CameraStatus | null;
  enabled: boolean;
}

/** The whole of it, in the words that monitoring of such systems knows. */
export function presentStreams(facts: readonly StreamFacts[], nowMs: number): StreamStatus {
  const ageMs = (at: string | null | undefined): number | null =>
    at ? Math.max(0, nowMs - Date.parse(at)) : null;
  const wanted = facts.filter(({ enabled }) => enabled);
  const heartbeats = facts.flatMap(({ status }) => (status ? [status.heartbeatAt] : [])).toSorted();
  const isRunning = facts.some(({ buffer }) => buffer.recorder_running);
  return {
    stream_running: wanted.length > 0 && wanted.every(({ buffer }) => buffer.state === 'live'),
    recorder_running: isRunning,
    recorder_down_since: isRunning ? null : (heartbeats.at(-1) ?? null),
    buffer: facts[0]?.buffer ?? null,
    cameras: facts.map(({ buffer, status }) => ({
      camera_id: buffer.camera_id,
      camera: buffer.camera,
      state: buffer.state,
      since: buffer.since,
      buffer,
      stream: status,
      heartbeat_age_ms: ageMs(status?.heartbeatAt),
      last_segment_age_ms: ageMs(status?.lastSegmentAt),
    })),
  };
}
