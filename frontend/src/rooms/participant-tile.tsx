import { RecordDot } from '../controls/record-dot';
import { Icon, type IconName } from '../controls/icons';
import type { ParticipantView } from '@sluice/vod';
import {
  describeCamera,
  describeCapture,
  describeMicrophone,
  describePresence,
  describeWaiting,
  isTrouble,
  presenceOf,
} from './participant-words';

interface ParticipantTileProps {
  participant: ParticipantView;
  nowMs: number;
}

const presenceMarks = { here: 'bg-accent', reconnecting: 'bg-brass animate-pulse', gone: 'bg-muted/50' };

/** Somebody else in the room. Their picture stays at their place until it is a film; here is what becomes of it. */
export function ParticipantTile({ participant, nowMs }: ParticipantTileProps) {
  const { name, isHost, state } = participant;
  const presence = presenceOf(participant, nowMs);
  const capture = presence === 'gone' ? null : describeCapture(state);
  const waiting = describeWaiting(state);

  return (
    <article
      aria-label={name}
      className={`panel space-y-3 p-4 ${presence === 'gone' ? 'border-dashed bg-transparent' : ''}`}
    >
      <div className="flex items-start gap-3">
        <span
          aria-hidden="true"
          className="grid size-10 shrink-0 place-items-center rounded-full bg-sunken font-serif text-lg text-accent"
        >
          {[...name][0]?.toUpperCase()}
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="flex flex-wrap items-center gap-x-2 leading-snug wrap-break-word">
            {name}
            {isHost && <HostMark />}
          </h3>
          <p className="flex items-center gap-1.5 text-sm text-muted">
            <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${presenceMarks[presence]}`} />
            {describePresence(participant, nowMs)}
          </p>
        </div>
        {capture && (
          <p
            className={`flex items-center gap-1.5 text-sm font-medium ${state?.capture === 'failed' ? 'text-danger' : ''}`}
          >
            {state?.capture === 'recording' && <RecordDot isMoving />}
            {capture}
          </p>
        )}
      </div>
      {state && presence !== 'gone' && <Devices state={state} />}
      {waiting && <p className="text-sm text-brass tabular-nums">{waiting}</p>}
      {state?.storageLow && <p className="text-sm text-brass">Their storage is nearly full</p>}
    </article>
  );
}

export function HostMark() {
  return (
    <span className="rounded-full bg-sunken px-2 py-0.5 font-sans text-xs font-medium text-muted">Host</span>
  );
}

function Devices({ state }: { state: NonNullable<ParticipantView['state']> }) {
  const { camera, microphone, screen } = state;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {screen ? (
        <Device icon="screen" words="Shows the screen" isBad={false} />
      ) : (
        <Device
          icon={camera === 'on' ? 'camera' : 'cameraOff'}
          words={describeCamera(camera)}
          isBad={isTrouble(camera)}
        />
      )}
      <Device
        icon={microphone === 'on' ? 'microphone' : 'microphoneOff'}
        words={describeMicrophone(microphone)}
        isBad={isTrouble(microphone)}
      />
    </ul>
  );
}

function Device({ icon, words, isBad }: { icon: IconName; words: string; isBad: boolean }) {
  return (
    <li className={`flex items-center gap-1.5 ${isBad ? 'text-danger' : ''}`}>
      <Icon name={icon} className="size-4" />
      {words}
    </li>
  );
}
