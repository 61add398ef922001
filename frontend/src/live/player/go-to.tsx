import { type FormEvent, useId, useState } from 'react';
import { formatClockNear, formatUtcOffset } from '../../formats/clock';
import type { TimeRange } from '../stream/stream-times';
import { fromFieldTime, toFieldTime } from './time-field';

interface GoToProps {
  buffer: TimeRange;
  isInPast: boolean;
  nowMs: number;
  onGoTo: (momentMs: number) => void;
}

/** The way to what lies further back than the line: of a very long buffer the playlist lists the latest hours only. */
export function GoTo({ buffer, isInPast, nowMs, onGoTo }: GoToProps) {
  const id = useId();
  // The oldest moves on with every second; a field that somebody fills in must not.
  const [proposed] = useState(() => toFieldTime(buffer.fromMs));
  const go = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const momentMs = fromFieldTime(String(new FormData(event.currentTarget).get('moment')));
    if (momentMs !== null) onGoTo(momentMs);
  };

  return (
    <form
      aria-label="Further back"
      noValidate
      onSubmit={go}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-white/15 pt-2 text-xs text-white/75"
    >
      <p className="min-w-48 flex-1 tabular-nums">
        The buffer reaches back to {formatClockNear(buffer.fromMs, nowMs)} {formatUtcOffset(buffer.fromMs)};{' '}
        {isInPast ? 'the line shows the hour around where you went.' : 'the line shows its latest part.'}
      </p>
      <div className="flex w-full flex-wrap items-center gap-2 sm:w-auto">
        <label htmlFor={id} className="w-full sm:w-auto">
          Go to
        </label>
        <input
          id={id}
          name="moment"
          type="datetime-local"
          step="1"
          defaultValue={proposed}
          min={toFieldTime(buffer.fromMs)}
          max={toFieldTime(buffer.toMs)}
          className="h-10 min-w-0 flex-1 rounded-lg bg-white/15 px-2.5 text-base text-white scheme-dark focus-visible:outline-[#e9b872] sm:text-sm"
        />
        <button
          type="submit"
          className="h-10 rounded-full bg-white/15 px-3.5 text-sm font-medium text-white hover:bg-white/25 focus-visible:outline-[#e9b872]"
        >
          Go
        </button>
      </div>
    </form>
  );
}
