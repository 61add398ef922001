import { describeBuffer, maskSource, type CameraStatus, type RingSegment, type RingTally } from '@sluice/vod';
import type { CameraSettings } from '../camera/camera-settings.js';
import { restartsLastHour, type CameraVitals } from './camera-vitals.js';

export interface CameraFacts {
  camera: CameraSettings;
  vitals: CameraVitals;
  ring: readonly RingSegment[];
  tally: RingTally;
  isShortened: boolean;
  /** On the disk. */
  freeBytes: number;
  owner: string;
}

/** Rates are those of the latest segments, as many as there are. */
const latestSegments = 10;

const utc = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());

/** A camera's status as everybody may read it. */
export function describeCamera(facts: CameraFacts, nowMs: number): CameraStatus {
  const { camera, vitals, ring, freeBytes } = facts;
  const { plan, media, clock } = vitals;
  const isEncoded = plan?.video === 'encode';
  return {
    cameraId: camera.id,
    name: camera.name,
    source: maskSource(camera.source),
    state: vitals.state,
    since: new Date(vitals.sinceMs).toISOString(),
    heartbeatAt: new Date(nowMs).toISOString(),
    owner: facts.owner,
    runId: vitals.runId,
    pid: vitals.pid,
    mode: plan?.video ?? null,
    codec: isEncoded ? 'h264' : (media?.codec ?? null),
    width: media?.width ?? null,
    height: media?.height ?? null,
    ...measureRates(ring.slice(-latestSegments)),
    gopSec: isEncoded ? 1 : (media?.gopSec ?? null),
    lastSegmentAt: utc(vitals.lastSegmentAtMs),
    utcOffsetMs: clock?.offsetMs ?? null,
    driftPpm: clock?.driftPpm ?? null,
    restarts: vitals.restarts,
    restartsLastHour: restartsLastHour(vitals, nowMs),
    backoffMs: vitals.backoffMs,
    lastError: vitals.lastError,
    buffer: describeBuffer(
      ring,
      { configuredSec: camera.bufferSec, maxBytes: camera.maxBytes, isShortened: facts.isShortened },
      facts.tally,
    ),
    disk: { freeBytes, minFreeBytes: camera.minFreeBytes },
  };
}

function measureRates(latest: readonly RingSegment[]): Pick<CameraStatus, 'fps' | 'bitrateBps'> {
  const sum = (of: (segment: RingSegment) => number): number =>
    latest.reduce((total, segment) => total + of(segment), 0);
  const durationSec = sum(({ durationMs }) => durationMs) / 1000;
  if (durationSec === 0) return { fps: null, bitrateBps: null };
  return {
    fps: Math.round((sum(({ frames }) => frames) / durationSec) * 100) / 100,
    bitrateBps: Math.round((sum(({ sizeBytes }) => sizeBytes) * 8) / durationSec),
  };
}
