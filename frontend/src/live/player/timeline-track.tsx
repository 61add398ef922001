import { formatClockNear } from '../../formats/clock';
import type { TimeRange } from '../stream/stream-times';
import { toPercent } from './timeline-scale';

export interface TrackMarks {
  /** Where there is no picture. */
  holes: readonly TimeRange[];
  /** Being recorded from here to where one looks; null when nothing is. */
  recordedFromMs: number | null;
  /** The ends of a clip that is being marked. */
  inMs: number | null;
  outMs: number | null;
}

interface TimelineTrackProps {
  range: TimeRange;
  positionMs: number;
  pointedMs: number | null;
  marks: TrackMarks;
  nowMs: number;
}

/** The drawing of the line; it moves on by itself, as now does. */
export function TimelineTrack({ range, positionMs, pointedMs, marks, nowMs }: TimelineTrackProps) {
  const { holes, recordedFromMs, inMs, outMs } = marks;
  const percent = (momentMs: number) => `${toPercent(range, momentMs)}%`;
  const stretch = (fromMs: number, toMs: number) => ({
    x: percent(fromMs),
    width: `${Math.max(0, toPercent(range, toMs) - toPercent(range, fromMs))}%`,
  });
  const hasBothEnds = inMs !== null && outMs !== null && outMs > inMs;

  return (
    <>
      <svg aria-hidden="true" className="absolute inset-0 size-full overflow-visible">
        <rect width="100%" y="12" height="8" rx="4" className="fill-white/30" />
        <rect {...stretch(range.fromMs, positionMs)} y="12" height="8" rx="4" className="fill-[#7fc8bf]" />
        {recordedFromMs !== null && (
          <rect {...stretch(recordedFromMs, positionMs)} y="12" height="8" className="fill-[#f2655a]" />
        )}
        {hasBothEnds && <rect {...stretch(inMs, outMs)} y="9" height="14" className="fill-[#e9b872]/55" />}
        {holes.map(({ fromMs, toMs }) => (
          <rect
            key={fromMs}
            {...stretch(fromMs, toMs)}
            y="11"
            height="10"
            className="fill-[#0b1012] stroke-white/45"
            strokeDasharray="2 2"
          />
        ))}
        {[inMs, outMs].map(
          (markMs, at) =>
            markMs !== null && (
              <line
                key={at}
                x1={percent(markMs)}
                x2={percent(markMs)}
                y1="4"
                y2="28"
                strokeWidth="3"
                className="stroke-[#e9b872]"
              />
            ),
        )}
        <circle cx={percent(positionMs)} cy="16" r="7" className="fill-white" />
      </svg>
      {pointedMs !== null && (
        <p
          className="pointer-events-none absolute bottom-full mb-0.5 -translate-x-1/2 rounded bg-black px-2 py-0.5 text-xs whitespace-nowrap text-white tabular-nums"
          style={{ left: `clamp(2.5rem, ${percent(pointedMs)}, calc(100% - 2.5rem))` }}
        >
          {formatClockNear(pointedMs, nowMs)}
        </p>
      )}
    </>
  );
}
