import type { CaptureTrouble, DeviceState } from '../recorder-state';

export interface DeviceTrouble {
  code: CaptureTrouble;
  detail: string;
  state: DeviceState;
}

/** What a refused getUserMedia or getDisplayMedia means (Media Capture and Streams, 10.2). */
export function deviceTrouble(error: unknown, device: 'camera' | 'microphone' | 'screen'): DeviceTrouble {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError')
    return {
      code: 'permission_refused',
      detail: `This page may not use the ${device}. Allow it in the browser's address bar.`,
      state: 'refused',
    };
  if (name === 'NotReadableError' || name === 'AbortError')
    return {
      code: 'device_busy',
      detail: `The ${device} can't be opened. Another program may be using it.`,
      state: 'missing',
    };
  return { code: 'no_device', detail: `There is no ${device} that can be used.`, state: 'missing' };
}

export const lostTrouble = (device: 'camera' | 'microphone'): DeviceTrouble => ({
  code: 'device_lost',
  detail: `The ${device} is gone. What is left is recorded; connect it again and choose it.`,
  state: 'lost',
});
