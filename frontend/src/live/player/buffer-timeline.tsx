import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { formatClock, formatClockNear, formatUtcOffset } from '../../formats/clock';
import type { TimeRange } from '../stream/stream-times';
import { formatBehind, momentByKey, toMoment } from './timeline-scale';
import { TimelineTrack, type TrackMarks } from './timeline-track';

interface BufferTimelineProps {
  range: TimeRange;
  shownMs: number;
  nowMs: number;
  marks: TrackMarks;
  onSeek: (momentMs: number) => void;
}

/** The whole buffer as a line, from its oldest picture to now. A drag seeks when it is let go: each seek loads a segment. */
export function BufferTimeline({ range, shownMs, nowMs, marks, onSeek }: BufferTimelineProps) {
  const [pointedMs, setPointedMs] = useState<number | null>(null);
  const [isDragging, setIsDragging] = useState(false);
  const positionMs = isDragging && pointedMs !== null ? pointedMs : shownMs;

  const momentAt = ({ currentTarget, clientX }: PointerEvent<HTMLDivElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect();
    return toMoment(range, (clientX - left) / width);
  };
  const press = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setIsDragging(true);
    setPointedMs(momentAt(event));
  };
  const release = (event: PointerEvent<HTMLDivElement>) => {
    if (isDragging) onSeek(momentAt(event));
    stopPointing();
  };
  const stopPointing = () => {
    setIsDragging(false);
    setPointedMs(null);
  };
  const steer = (event: KeyboardEvent) => {
    const momentMs = momentByKey(event, shownMs, range);
    if (momentMs === null) return;
    event.preventDefault();
    onSeek(momentMs);
  };

  return (
    <div>
      <div
        role="slider"
        tabIndex={0}
        aria-label="Position in the buffer"
        aria-valuemin={0}
        aria-valuemax={Math.round((range.toMs - range.fromMs) / 1000)}
        aria-valuenow={Math.round((positionMs - range.fromMs) / 1000)}
        aria-valuetext={`${formatClockNear(positionMs, nowMs)}, ${formatBehind(nowMs - positionMs)} behind now`}
        className="relative h-8 cursor-pointer touch-none rounded focus-visible:outline-offset-0 focus-visible:outline-[#e9b872]"
        onKeyDown={steer}
        onPointerDown={press}
        onPointerMove={(event) => setPointedMs(momentAt(event))}
        onPointerUp={release}
        onPointerCancel={stopPointing}
        onPointerLeave={() => !isDragging && setPointedMs(null)}
      >
        <TimelineTrack
          range={range}
          positionMs={positionMs}
          pointedMs={pointedMs}
          marks={marks}
          nowMs={nowMs}
        />
      </div>
      <p aria-hidden="true" className="flex justify-between gap-4 text-xs text-white/75 tabular-nums">
        <span>{formatClockNear(range.fromMs, nowMs)}</span>
        <span>
          {formatClock(range.toMs)} {formatUtcOffset(range.toMs)}
        </span>
      </p>
    </div>
  );
}
