import type { RecorderState } from './recorder-state';
import type { WhyStopped } from './takes/take-series';

type Trouble = NonNullable<RecorderState['trouble']>;

export const stoppedTroubles: Record<WhyStopped, Trouble> = {
  no_tracks: {
    code: 'device_lost',
    detail: 'There is neither a camera nor a microphone left. Choose one, and the recording goes on.',
  },
  encoder_failed: {
    code: 'encoder_failed',
    detail: 'This browser could not encode the recording. What was recorded before is kept.',
  },
  storage_full: {
    code: 'storage_full',
    detail:
      "The browser's storage is full or refuses to write. What was recorded before is kept and uploaded.",
  },
};

export const fullTrouble: Trouble = {
  code: 'storage_full',
  detail: "The browser's storage is full. The recording goes on in memory until older parts are uploaded.",
};

export const otherEncoderTrouble: Trouble = {
  code: 'encoder_failed',
  detail: 'The encoder failed; the recording goes on with another one.',
};

export const sleptTrouble: Trouble = {
  code: 'slept',
  detail: 'This machine slept; nothing was recorded meanwhile. The recording goes on.',
};
