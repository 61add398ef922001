/** What is to be captured: a device's id, '' for the browser's own choice, or false for none. */
export interface DeviceChoice {
  camera: string | false;
  microphone: string | false;
}

const key = 'sluice-devices';
const browsersChoice: DeviceChoice = { camera: '', microphone: '' };

export function loadDeviceChoice(): DeviceChoice {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return { ...browsersChoice, ...(stored as Partial<DeviceChoice>) };
  } catch {
    return browsersChoice;
  }
}

export function saveDeviceChoice(choice: DeviceChoice): void {
  try {
    localStorage.setItem(key, JSON.stringify(choice));
  } catch {
    // Storage is barred in some private windows: the choice then lasts until the next load.
  }
}
