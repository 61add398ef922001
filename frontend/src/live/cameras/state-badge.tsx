import type { CameraView } from '@sluice/vod';
import { describeState, type StateTone } from './camera-words';

const marks: Record<StateTone, string> = {
  good: 'bg-accent',
  waiting: 'bg-brass animate-pulse',
  bad: 'bg-danger',
  off: 'bg-muted/50',
};

export function StateBadge({ camera, nowMs }: { camera: CameraView; nowMs: number }) {
  const { name, tone } = describeState(camera, nowMs);
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5 rounded-full bg-sunken px-2.5 py-0.5 font-sans text-xs font-medium">
      <span aria-hidden="true" className={`size-2 rounded-full ${marks[tone]}`} />
      {name}
    </span>
  );
}
