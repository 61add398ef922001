import type { CameraView } from '@sluice/vod';
import { Icon } from '../../controls/icons';
import { ProblemPanel } from '../../controls/problem-panel';
import { toProblemError } from '../../http/problem-error';
import type { StreamState } from '../stream/stream-state';
import { AvailableRanges } from './available-ranges';
import { type ClipMarks, noMarks, RangeMarks } from './range-marks';
import { SavedClip } from './saved-clip';
import { usePastClip } from './use-past-clip';

const lastSec = 30;

interface PastClipsProps {
  camera: CameraView;
  shown: StreamState;
  marks: ClipMarks;
  onMark: (marks: ClipMarks) => void;
  shownMsNow: () => number | null;
}

/** Clips of what is in the buffer already: the last seconds, or any range that somebody marks. */
export function PastClips({ camera, shown, marks, onMark, shownMsNow }: PastClipsProps) {
  const { cut, retry, cutting } = usePastClip(camera.id);
  const { shownMs, range } = shown;

  const saveLast = () => {
    const endMs = shownMsNow();
    if (endMs !== null) cut(Math.max(endMs - lastSec * 1000, range?.fromMs ?? 0), endMs);
  };

  return (
    <div className="space-y-4">
      <button
        type="button"
        className="button w-full"
        onClick={saveLast}
        disabled={shownMs === null || cutting.isPending}
      >
        <Icon name="save" className="size-4.5" />
        {cutting.isPending ? 'Saving…' : `Save the last ${lastSec} s`}
      </button>
      <RangeMarks
        marks={marks}
        isSaving={cutting.isPending}
        shownMs={shownMs}
        shownMsNow={shownMsNow}
        onMark={onMark}
        onSave={(startMs, endMs) => cut(startMs, endMs, () => onMark(noMarks))}
      />
      {cutting.error && (
        <ProblemPanel
          error={cutting.error}
          onRetry={toProblemError(cutting.error).isPassing ? retry : undefined}
          isRetrying={cutting.isPending}
        >
          <AvailableRanges error={cutting.error} />
        </ProblemPanel>
      )}
      {cutting.data && <SavedClip saved={cutting.data} closeLabel="Close" onClose={cutting.reset} />}
    </div>
  );
}
