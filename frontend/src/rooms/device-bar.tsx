import { Icon } from '../controls/icons';
import { useEffect, useState } from 'react';
import type { RecorderState } from '../recorder/recorder-state';
import { type DeviceChoice, loadDeviceChoice, saveDeviceChoice } from './device-choice';
import { DeviceMenus } from './device-menus';
import type { RoomSession } from './room-session';

interface DeviceBarProps {
  session: RoomSession;
  state: RecorderState;
}

/** Camera, microphone and screen while being in the room; a change during a recording begins a new take by itself. */
export function DeviceBar({ session: { recorder }, state }: DeviceBarProps) {
  const [choice, setChoice] = useState(loadDeviceChoice);
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  const { camera, microphone, screen } = state;

  // Devices come, go and get names as they are opened: every change of state is a reason to look again.
  useEffect(() => {
    const look = () => void recorder.listDevices().then(setDevices, () => undefined);
    look();
    navigator.mediaDevices.addEventListener('devicechange', look);
    return () => navigator.mediaDevices.removeEventListener('devicechange', look);
  }, [recorder, camera, microphone]);

  const choose = (chosen: DeviceChoice) => {
    setChoice(chosen);
    saveDeviceChoice(chosen);
    void recorder.openDevices(chosen);
  };

  return (
    <div className="space-y-3">
      <div className="flex flex-wrap gap-2">
        {(microphone === 'on' || microphone === 'muted') && (
          <button
            type="button"
            className="button flex-1"
            aria-pressed={microphone === 'muted'}
            onClick={() => recorder.muteMicrophone(microphone === 'on')}
          >
            <Icon name={microphone === 'on' ? 'microphone' : 'microphoneOff'} className="size-4.5" />
            {microphone === 'on' ? 'Mute me' : 'Unmute me'}
          </button>
        )}
        {'getDisplayMedia' in navigator.mediaDevices && (
          <button
            type="button"
            className="button flex-1"
            aria-pressed={screen}
            onClick={() => (screen ? recorder.stopScreen() : void recorder.shareScreen())}
          >
            <Icon name="screen" className="size-4.5" />
            {screen ? 'Hide my screen' : 'Show my screen'}
          </button>
        )}
      </div>
      <details>
        <summary className="rounded-lg py-1 text-sm font-medium">Camera and microphone</summary>
        <div className="mt-3 space-y-4">
          <DeviceMenus devices={devices} choice={choice} onChoose={choose} />
          <button type="button" className="button w-full" onClick={() => choose(choice)}>
            Open them again
          </button>
        </div>
      </details>
    </div>
  );
}
