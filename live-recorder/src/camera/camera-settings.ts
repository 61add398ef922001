import type { Camera } from '@sluice/database';
import type { LiveTranscode } from '@sluice/vod';
import type { RecorderSettings } from '../settings.js';

/** A camera's row with the environment's values where it has none of its own. */
export interface CameraSettings {
  id: string;
  name: string;
  source: string;
  isEnabled: boolean;
  bufferSec: number;
  maxBytes: number;
  minFreeBytes: number;
  transcode: LiveTranscode;
}

type Defaults = Pick<
  RecorderSettings,
  'BUFFER_SECONDS' | 'RING_MAX_BYTES' | 'RING_MIN_FREE_BYTES' | 'LIVE_TRANSCODE'
>;

/** Also where 0 is set: without any room not even the next segment can be written. */
const leastFreeBytes = 32 * 1024 ** 2;

export const cameraSettings = (row: Camera, defaults: Defaults): CameraSettings => ({
  id: row.id,
  name: row.name,
  source: row.source,
  isEnabled: row.enabled,
  bufferSec: row.bufferSeconds ?? defaults.BUFFER_SECONDS,
  maxBytes: row.maxBytes === null ? defaults.RING_MAX_BYTES : Number(row.maxBytes),
  minFreeBytes: Math.max(
    row.minFreeBytes === null ? defaults.RING_MIN_FREE_BYTES : Number(row.minFreeBytes),
    leastFreeBytes,
  ),
  transcode: row.transcode ?? defaults.LIVE_TRANSCODE,
});

/** Whether the change needs another ffmpeg; a name or a limit is simply taken over. */
export const needsRestart = (before: CameraSettings, after: CameraSettings): boolean =>
  before.source !== after.source ||
  before.transcode !== after.transcode ||
  before.isEnabled !== after.isEnabled;
