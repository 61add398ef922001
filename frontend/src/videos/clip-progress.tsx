import type { ClipView } from '@sluice/vod';
import { RecordDot } from '../controls/record-dot';
import { useNow } from '../controls/use-now';
import { describeClip, runningTime } from './clip-words';

/** What a clip whose file is not there yet is doing; while it is recorded, for how long. */
export function ClipProgress({ clip }: { clip: ClipView }) {
  const isRecording = clip.state === 'recording';
  const nowMs = useNow(1000, isRecording);
  return (
    <p
      className={`flex items-center gap-2 text-sm font-medium ${isRecording ? 'text-danger' : 'text-accent'}`}
    >
      {isRecording && <RecordDot isMoving />}
      <span className="min-w-0 wrap-break-word">{describeClip(clip)}</span>
      {isRecording && <span className="ml-auto tabular-nums">{runningTime(clip, nowMs)}</span>}
    </p>
  );
}
