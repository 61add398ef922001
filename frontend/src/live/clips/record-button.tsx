import { useState } from 'react';
import { LabelledField } from '../../controls/labelled-field';
import type { StreamState } from '../stream/stream-state';
import { preRolls, preRollWithin } from './pre-roll';

interface RecordButtonProps {
  shown: StreamState;
  onRecord: (preRollSec: number) => void;
}

export function RecordButton({ shown: { shownMs, range }, onRecord }: RecordButtonProps) {
  const [wantedSec, setWantedSec] = useState(0);
  const heldSec = shownMs !== null && range ? (shownMs - range.fromMs) / 1000 : 0;

  return (
    <div className="space-y-4">
      <button
        type="button"
        className="button button-primary min-h-12 w-full text-base"
        onClick={() => onRecord(preRollWithin(wantedSec, heldSec))}
        disabled={shownMs === null}
      >
        <span aria-hidden="true" className="size-3 rounded-full bg-current" />
        Record a clip
      </button>
      <LabelledField label="Also what came before" hint="The clip begins so much before the click.">
        {(field) => (
          <select
            {...field}
            className="field"
            value={wantedSec}
            onChange={({ target }) => setWantedSec(Number(target.value))}
          >
            {preRolls.map(({ sec, name }) => (
              <option key={sec} value={sec} disabled={sec > heldSec && sec !== wantedSec}>
                {name}
              </option>
            ))}
          </select>
        )}
      </LabelledField>
    </div>
  );
}
