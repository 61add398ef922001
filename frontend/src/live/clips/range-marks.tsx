import { clipMinMs } from '@sluice/vod';
import { Icon } from '../../controls/icons';
import { formatClockNear, formatUtcOffset } from '../../formats/clock';
import { formatDuration } from '../../formats/duration';

export interface ClipMarks {
  inMs: number | null;
  outMs: number | null;
}

export const noMarks: ClipMarks = { inMs: null, outMs: null };

interface RangeMarksProps {
  marks: ClipMarks;
  isSaving: boolean;
  shownMs: number | null;
  shownMsNow: () => number | null;
  onMark: (marks: ClipMarks) => void;
  onSave: (startMs: number, endMs: number) => void;
}

/** Both ends of a clip, set at what is on the screen; they stand on the time line, too. */
export function RangeMarks({ marks, isSaving, shownMs, shownMsNow, onMark, onSave }: RangeMarksProps) {
  const { inMs, outMs } = marks;
  const lengthMs = inMs !== null && outMs !== null ? outMs - inMs : null;
  const isShown = shownMs !== null;

  return (
    <fieldset className="space-y-3">
      <legend className="mb-2 text-sm font-medium">Cut out a range of the past</legend>
      <div className="grid grid-cols-2 gap-2">
        <MarkButton
          name="Set start here"
          markMs={inMs}
          isShown={isShown}
          onSet={() => onMark({ ...marks, inMs: shownMsNow() })}
        />
        <MarkButton
          name="Set end here"
          markMs={outMs}
          isShown={isShown}
          onSet={() => onMark({ ...marks, outMs: shownMsNow() })}
        />
      </div>
      {lengthMs !== null && lengthMs < clipMinMs && (
        <p role="status" className="text-sm text-brass">
          The end is not after the start. Set one of them anew.
        </p>
      )}
      {(inMs !== null || outMs !== null) && (
        <div className="flex flex-wrap gap-2">
          <button
            type="button"
            className="button flex-1"
            disabled={isSaving || lengthMs === null || lengthMs < clipMinMs}
            onClick={() => inMs !== null && outMs !== null && onSave(inMs, outMs)}
          >
            <Icon name="scissors" className="size-4.5" />
            {lengthMs !== null && lengthMs >= clipMinMs
              ? `Save clip, ${formatDuration(lengthMs / 1000)}`
              : 'Save clip'}
          </button>
          <button type="button" className="button button-quiet" onClick={() => onMark(noMarks)}>
            Clear
          </button>
        </div>
      )}
    </fieldset>
  );
}

interface MarkButtonProps {
  name: string;
  markMs: number | null;
  isShown: boolean;
  onSet: () => void;
}

function MarkButton({ name, markMs, isShown, onSet }: MarkButtonProps) {
  return (
    <div className="min-w-0 space-y-1 text-center">
      <button type="button" className="button w-full px-2" disabled={!isShown} onClick={onSet}>
        {name}
      </button>
      <p className="text-xs text-muted tabular-nums">
        {markMs === null ? 'not set' : `${formatClockNear(markMs, Date.now())} ${formatUtcOffset(markMs)}`}
      </p>
    </div>
  );
}
