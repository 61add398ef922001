import type { CaptureTrouble } from '../recorder/recorder-state';

interface TroubleWords {
  title: string;
  fix: string;
}

/** Words for what goes wrong with capturing: what it is, and what somebody can do about it. */
export const troubleWords: Record<CaptureTrouble, TroubleWords> = {
  permission_refused: {
    title: 'The browser may not use your camera or microphone',
    fix: 'Click the camera or lock sign beside the address, choose “Allow” for both, then try again. If nothing changes, look into the privacy settings of your system too.',
  },
  no_device: {
    title: 'No camera or microphone was found',
    fix: 'Plug one in and try again, or choose “No camera” to be heard only.',
  },
  device_lost: {
    title: 'A device was unplugged',
    fix: 'Plug it in again or choose another one. The rest goes on meanwhile.',
  },
  device_busy: {
    title: 'The camera or microphone is in use',
    fix: 'Close the other program or tab that uses it, then try again.',
  },
  storage_full: {
    title: 'The browser’s storage is full',
    fix: 'Free space on this machine’s disk. What has been recorded is kept and goes on uploading.',
  },
  encoder_failed: {
    title: 'The encoder of this browser gave up',
    fix: 'Another one was tried. If it does not record, reload the page: you come back as the same person.',
  },
  slept: {
    title: 'This machine slept for a while',
    fix: 'What happened meanwhile is missing. Keep the machine awake and this tab open while you record.',
  },
};
