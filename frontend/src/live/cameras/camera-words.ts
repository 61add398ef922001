import type { CameraView, ShownCameraState } from '@sluice/vod';
import { formatClockNear, formatUtcOffset } from '../../formats/clock';

export type StateTone = 'good' | 'waiting' | 'bad' | 'off';

export interface StateWords {
  /** One or two words, for a badge. */
  name: string;
  /** The whole truth, for the picture that stands still; null while it moves. */
  sentence: string | null;
  tone: StateTone;
}

const names: Record<ShownCameraState, { name: string; tone: StateTone }> = {
  connecting: { name: 'Connecting', tone: 'waiting' },
  live: { name: 'Live', tone: 'good' },
  signal_lost: { name: 'Signal lost', tone: 'bad' },
  disk_full: { name: 'Disk full', tone: 'bad' },
  disabled: { name: 'Switched off', tone: 'off' },
  recorder_down: { name: 'Recorder down', tone: 'bad' },
  unknown: { name: 'Not seen yet', tone: 'off' },
};

export function describeState(
  { state, since }: Pick<CameraView, 'state' | 'since'>,
  nowMs: number,
): StateWords {
  const moment = since === null ? null : Date.parse(since);
  const from = moment === null ? '' : ` since ${formatClockNear(moment, nowMs)} ${formatUtcOffset(moment)}`;
  return { ...names[state], sentence: sentenceOf(state, from) };
}

function sentenceOf(state: ShownCameraState, from: string): string | null {
  switch (state) {
    case 'live':
      return null;
    case 'connecting':
      return `Connecting to the camera${from}`;
    case 'signal_lost':
      return `Signal lost${from}`;
    case 'disk_full':
      return `Disk full: nothing new is kept${from}`;
    case 'disabled':
      return `Switched off${from}`;
    case 'recorder_down':
      return `Recorder down${from}`;
    case 'unknown':
      return 'No recorder has seen this camera yet';
  }
}

/** What becomes of it by itself, and what somebody may have to do. */
export const remedies: Record<ShownCameraState, string | null> = {
  live: null,
  connecting: null,
  signal_lost: 'It is tried again and again and comes back by itself. What was recorded before is kept.',
  disk_full: 'It goes on by itself as soon as there is room on the server’s disk.',
  disabled: 'An administrator can switch it on again.',
  recorder_down: 'The operator should start the recorder. What was recorded before is kept.',
  unknown: 'The operator should see to it that the recorder runs.',
};

/** Whether its recorder has kept anything that can be shown. */
export const hasFootage = ({ status }: Pick<CameraView, 'status'>): boolean =>
  status !== null && status.buffer.newestFrame !== null;
