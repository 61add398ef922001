import { CameraView } from './camera-view';
import type { LobbyDevices, LobbyDevicesState } from './lobby-devices';
import { LevelMeter } from './level-meter';
import { Notice } from '../controls/notice';
import { troubleWords } from './trouble-words';

interface LobbyPreviewProps {
  devices: LobbyDevices;
  state: LobbyDevicesState;
  onRetry: () => void;
}

export function LobbyPreview({ devices, state, onRetry }: LobbyPreviewProps) {
  const { isOpening, hears, trouble } = state;
  return (
    <div className="space-y-3">
      <CameraView stream={devices.previewStream} label="Your camera" isMirrored />
      <p role="status" className="text-sm text-muted empty:hidden">
        {isOpening && 'Opening your camera and microphone. The browser may ask you to allow it.'}
      </p>
      {hears && <LevelMeter level={devices.level} />}
      <div role="alert">
        {trouble && (
          <Notice tone="danger" title={troubleWords[trouble.code].title}>
            {trouble.code !== 'permission_refused' && <p>{trouble.detail}</p>}
            <p>{troubleWords[trouble.code].fix}</p>
            <p>You can also join as you are, and turn them on in the room.</p>
            <button type="button" className="button mt-2" onClick={onRetry}>
              Try again
            </button>
          </Notice>
        )}
      </div>
      <p className="text-xs text-muted">
        Only you see this. Nothing is recorded before the host presses Record.
      </p>
    </div>
  );
}
