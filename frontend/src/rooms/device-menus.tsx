import { LabelledField } from '../controls/labelled-field';
import type { DeviceChoice } from './device-choice';

interface DeviceMenusProps {
  devices: readonly MediaDeviceInfo[];
  choice: DeviceChoice;
  onChoose: (choice: DeviceChoice) => void;
}

export function DeviceMenus({ devices, choice, onChoose }: DeviceMenusProps) {
  return (
    <>
      <DeviceMenu
        label="Camera"
        none="No camera"
        devices={devices.filter(({ kind }) => kind === 'videoinput')}
        value={choice.camera}
        onChoose={(camera) => onChoose({ ...choice, camera })}
      />
      <DeviceMenu
        label="Microphone"
        none="No microphone"
        devices={devices.filter(({ kind }) => kind === 'audioinput')}
        value={choice.microphone}
        onChoose={(microphone) => onChoose({ ...choice, microphone })}
      />
    </>
  );
}

interface DeviceMenuProps {
  label: string;
  none: string;
  devices: readonly MediaDeviceInfo[];
  value: string | false;
  onChoose: (value: string | false) => void;
}

/** An option's value is a device's id; no device has this one. */
const noneValue = 'none';

function DeviceMenu({ label, none, devices, value, onChoose }: DeviceMenuProps) {
  // A remembered device that is not plugged in today is not on the list: the browser chooses then.
  const isKnown = value === false || devices.some(({ deviceId }) => deviceId === value);
  const named = devices.filter(({ deviceId }) => deviceId !== '' && deviceId !== 'default');
  return (
    <LabelledField label={label}>
      {(field) => (
        <select
          {...field}
          className="field"
          value={value === false ? noneValue : isKnown && value !== 'default' ? value : ''}
          onChange={({ target }) => onChoose(target.value === noneValue ? false : target.value)}
        >
          <option value="">{named.length > 0 ? 'The browser’s choice' : 'Any'}</option>
          {named.map(({ deviceId, label: name }, index) => (
            <option key={deviceId} value={deviceId}>
              {name || `${label} ${index + 1}`}
            </option>
          ))}
          <option value={noneValue}>{none}</option>
        </select>
      )}
    </LabelledField>
  );
}
