import type { CameraBuffer, CameraStatus } from '@sluice/vod';
import { formatClockNear, formatUtcOffset } from '../../formats/clock';
import { formatBitRate, formatBytes } from '../../formats/bytes';
import { formatSpan } from '../../formats/duration';
import { formatFps, nameOfCodec } from '../cameras/codec-words';

/** "4 min 58 s of 5 min". */
export const describeFill = ({ durationSec, configuredSec }: CameraBuffer): string =>
  `${formatSpan(Math.min(durationSec, configuredSec))} of ${formatSpan(configuredSec)}`;

export const describeBytes = ({ sizeBytes, maxBytes }: CameraBuffer): string =>
  `${formatBytes(sizeBytes)} of ${formatBytes(maxBytes)}`;

export const share = (part: number, whole: number): number =>
  whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;

/** "H.264, as the camera sends it". */
export function describeCodec({ codec, mode }: Pick<CameraStatus, 'codec' | 'mode'>): string | null {
  if (codec === null) return null;
  const how = mode === 'encode' ? ', encoded anew' : mode === 'copy' ? ', as the camera sends it' : '';
  return nameOfCodec(codec) + how;
}

/** What is known of the stream, name by name; what nobody knows is left out. */
export function describeStream(status: CameraStatus, nowMs: number): [name: string, value: string][] {
  const { width, height, fps, bitrateBps, gopSec, restartsLastHour, disk, since, state } = status;
  const sinceMs = Date.parse(since);
  const rows: [string, string | null][] = [
    ['Picture', width && height ? `${width} × ${height}` : null],
    ['Frame rate', fps === null ? null : formatFps(fps)],
    ['Bit rate', bitrateBps === null ? null : formatBitRate(bitrateBps)],
    ['Codec', describeCodec(status)],
    ['Key frames', gopSec === null ? null : `every ${Number(gopSec.toFixed(2))} s`],
    ['Free disk', `${formatBytes(disk.freeBytes)}; ${formatBytes(disk.minFreeBytes)} stay free`],
    ['Restarts in the last hour', String(restartsLastHour)],
    [
      'Connected since',
      state === 'live' ? `${formatClockNear(sinceMs, nowMs)} ${formatUtcOffset(sinceMs)}` : null,
    ],
    ['Last error', status.lastError],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}
