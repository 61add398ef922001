import { chunkSec, type RecordingGap, type RecordingStage, type RecordingView } from '@sluice/vod';
import { formatDuration } from '../formats/duration';

export const stageWords: Record<RecordingStage, string> = {
  assembling: 'Putting the pieces together',
  composing: 'Putting everybody into one picture',
  encoding: 'Encoding the films',
};

export const pieces = (count: number) => (count === 1 ? '1 piece' : `${count} pieces`);

type StatusView = Pick<RecordingView, 'status' | 'stage' | 'recordedChunks' | 'verifiedChunks'>;

/** What a recording is doing, in one phrase. */
export function describeRecording(recording: StatusView): string {
  switch (recording.status) {
    case 'created':
      return 'About to begin';
    case 'active':
      return 'Recording';
    case 'uploading':
      return `Uploading ${recording.verifiedChunks} of ${pieces(recording.recordedChunks)}`;
    case 'processing':
      return recording.stage ? stageWords[recording.stage] : 'Waiting for a worker';
    case 'completed':
      return 'Done';
    case 'failed':
      return 'Failed';
  }
}

/** For people who hear the page: changes with the status, the stage and each quarter, not with every piece. */
export function recordingMilestone(recording: StatusView & Pick<RecordingView, 'progress'>): string {
  const { status, stage, recordedChunks, verifiedChunks, progress } = recording;
  const quarter = (value: number) => `${Math.floor(Math.min(1, value) * 4) * 25} percent`;
  if (status === 'uploading') return `Uploading, ${quarter(verifiedChunks / Math.max(1, recordedChunks))}`;
  if (status === 'processing' && stage) return `${stageWords[stage]}, ${quarter(progress)}`;
  return describeRecording(recording);
}

/** "Attempt 2, the next try in 40 s": said only when something went wrong before. */
export function describeAttempt(
  { attempt, nextTryAt }: Pick<RecordingView, 'attempt' | 'nextTryAt'>,
  nowMs: number,
): string | null {
  const parts: string[] = [];
  if (attempt > 1) parts.push(`Attempt ${attempt}`);
  if (nextTryAt !== null) {
    const waitSec = Math.ceil((Date.parse(nextTryAt) - nowMs) / 1000);
    parts.push(waitSec > 0 ? `the next try in ${formatWait(waitSec)}` : 'the next try is about to begin');
  }
  if (parts.length === 0) return null;
  const words = parts.join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const formatWait = (sec: number) => (sec < 90 ? `${sec} s` : `${Math.round(sec / 60)} min`);

/** "0:12–0:18 missing: 3 pieces never arrived". */
export function describeGap({ fromSec, toSec, reason }: RecordingGap): string {
  const stretch = `${formatDuration(fromSec)}–${formatDuration(toSec)}`;
  switch (reason) {
    case 'missing_chunks': {
      const count = Math.max(1, Math.round((toSec - fromSec) / chunkSec));
      return `${stretch} missing: ${pieces(count)} never arrived`;
    }
    case 'paused':
      return `${stretch} paused`;
    case 'absent':
      return `${stretch} not in the room`;
    case 'interrupted':
      return `${stretch} interrupted: the browser or a device stood still`;
  }
}
