import type { participantNameMaxLength } from '@sluice/vod';
import { type SubmitEvent, useEffect, useState, useSyncExternalStore } from 'react';
import { LabelledField } from '../controls/labelled-field';
import { ProblemPanel } from '../controls/problem-panel';
import { useUser } from '../session/use-me';
import { type DeviceChoice, loadDeviceChoice, saveDeviceChoice } from './device-choice';
import { DeviceMenus } from './device-menus';
import { LobbyDevices } from './lobby-devices';
import { LobbyPreview } from './lobby-preview';
import { loadName, saveName } from './room-memory';
import type { RoomVisit, VisitState } from './room-visit';

/** Typed by the contract's constant, so that no schema is bundled. */
const nameLimit: typeof participantNameMaxLength = 60;

interface LobbyProps {
  visit: RoomVisit;
  state: Extract<VisitState, { step: 'lobby' | 'joining' }>;
}

/** Before the room: who you are, and what the others will see and hear. */
export function Lobby({ visit, state }: LobbyProps) {
  const user = useUser();
  const [devices] = useState(() => new LobbyDevices());
  const deviceState = useSyncExternalStore(devices.subscribe, devices.getState);
  const [choice, setChoice] = useState(loadDeviceChoice);
  const isJoining = state.step === 'joining';

  // The room opens them anew, and some cameras serve only one at a time: they are let go while joining.
  useEffect(() => {
    if (isJoining) return;
    void devices.open(loadDeviceChoice());
    return () => devices.close();
  }, [devices, isJoining]);

  const choose = (chosen: DeviceChoice) => {
    setChoice(chosen);
    saveDeviceChoice(chosen);
    void devices.open(chosen);
  };

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = state.known?.name ?? String(form.get('name')).trim();
    saveName(name);
    void visit.join({ ...choice, name, screen: form.get('screen') !== null });
  };

  return (
    <div className="mx-auto max-w-5xl space-y-6">
      <h1 className="text-3xl wrap-break-word sm:text-4xl">{state.title ?? 'Join the room'}</h1>
      <div className="grid gap-6 md:grid-cols-[1.4fr_1fr]">
        <LobbyPreview devices={devices} state={deviceState} onRetry={() => void devices.open(choice)} />
        <form className="panel space-y-5 self-start" onSubmit={submit} aria-label="Join the room">
          {state.known ? (
            <KnownPerson name={state.known.name} onAnother={visit.becomeAnother} />
          ) : (
            <LabelledField label="Your name" hint="The others in the room see it.">
              {(field) => (
                <input
                  {...field}
                  className="field"
                  name="name"
                  autoComplete="name"
                  defaultValue={isJoining ? state.name : loadName() || user?.name}
                  maxLength={nameLimit}
                  pattern=".*\S.*"
                  title="At least one letter"
                  required
                />
              )}
            </LabelledField>
          )}
          <DeviceMenus devices={deviceState.devices} choice={choice} onChoose={choose} />
          {'getDisplayMedia' in navigator.mediaDevices && (
            <label className="flex items-center gap-2.5 text-sm">
              <input type="checkbox" name="screen" className="size-4.5 accent-accent" />
              Show my screen instead of the camera
            </label>
          )}
          {state.step === 'lobby' && state.problem && <ProblemPanel error={state.problem} />}
          <button type="submit" className="button button-primary w-full" disabled={isJoining}>
            {isJoining ? 'Joining…' : 'Join'}
          </button>
        </form>
      </div>
    </div>
  );
}

function KnownPerson({ name, onAnother }: { name: string; onAnother: () => void }) {
  return (
    <p className="text-sm">
      You were here as <strong className="wrap-break-word">{name}</strong>.{' '}
      <button type="button" className="text-link" onClick={onAnother}>
        Join as somebody else
      </button>
    </p>
  );
}
