import type { ClipGap, ClipStopReason, ClipView } from '@sluice/vod';
import { formatClock, formatClockNear, formatUtcOffset } from '../formats/clock';
import { formatDuration } from '../formats/duration';

const reasons: Record<ClipStopReason, string | null> = {
  asked: null,
  vanished: 'Stopped by itself: the page that recorded it was gone.',
  too_long: 'Stopped by itself: it reached the greatest length that a clip may have.',
  camera_removed: 'Stopped by itself: the camera was removed.',
};

/** Why a clip ended, when nobody asked it to. */
export const describeStopReason = ({ stopReason }: Pick<ClipView, 'stopReason'>): string | null =>
  stopReason && reasons[stopReason];

/** What a clip whose file is not there yet is doing. */
export const describeClip = ({ state, cameraName }: Pick<ClipView, 'state' | 'cameraName'>): string =>
  state === 'recording' ? `Recording from ${cameraName}` : 'Being cut';

/** "0:42": how long it records by now. */
export const runningTime = ({ startUtc }: Pick<ClipView, 'startUtc'>, nowMs: number): string =>
  formatDuration((nowMs - Date.parse(startUtc)) / 1000);

/** "20 Nov, 14:03:22 to 14:03:52 UTC+1". */
export function describeSpan(
  { startUtc, endUtc }: Pick<ClipView, 'startUtc' | 'endUtc'>,
  nowMs: number,
): string {
  const startMs = Date.parse(startUtc);
  const from = formatClockNear(startMs, nowMs);
  if (endUtc === null) return `since ${from} ${formatUtcOffset(startMs)}`;
  const endMs = Date.parse(endUtc);
  return `${from} to ${formatClockNear(endMs, isSameDay(startMs, endMs) ? endMs : nowMs)} ${formatUtcOffset(endMs)}`;
}

/** "No picture from 14:03:10 to 14:03:14". */
export const describeClipGap = ({ from, to }: ClipGap): string =>
  `No picture from ${formatClock(Date.parse(from))} to ${formatClock(Date.parse(to))}`;

const isSameDay = (oneMs: number, otherMs: number) =>
  new Date(oneMs).toDateString() === new Date(otherMs).toDateString();
