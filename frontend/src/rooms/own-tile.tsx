import { RecordDot } from '../controls/record-dot';
import { CameraView } from './camera-view';
import { LevelMeter } from './level-meter';
import { HostMark } from './participant-tile';
import type { RoomSession } from './room-session';
import type { RecorderState } from '../recorder/recorder-state';

interface OwnTileProps {
  session: RoomSession;
  state: RecorderState;
}

export function OwnTile({ session: { identity, recorder }, state }: OwnTileProps) {
  const { phase, microphone, screen } = state;
  return (
    <section aria-label="You" className="panel space-y-3 p-3 sm:p-4">
      <div className="relative">
        <CameraView
          stream={recorder.previewStream}
          label={screen ? 'Your screen' : 'Your camera'}
          isMirrored={!screen}
        />
        {(phase === 'recording' || phase === 'paused') && (
          <p className="absolute top-2 left-2 flex items-center gap-1.5 rounded bg-black/75 px-2 py-1 text-xs font-medium text-white">
            {phase === 'recording' && <RecordDot isMoving />}
            {phase === 'recording' ? 'Recording' : 'Paused'}
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 className="flex items-center gap-2 text-lg wrap-break-word">
          {identity.name} <span className="font-sans text-sm text-muted">(you)</span>
          {identity.isHost && <HostMark />}
        </h2>
        <div className="min-w-56 flex-1 sm:max-w-xs">
          {microphone === 'on' && <LevelMeter level={() => recorder.level()} />}
        </div>
      </div>
    </section>
  );
}
