import type { CameraView } from '@sluice/vod';
import { type SubmitEvent, useState } from 'react';
import { LabelledField } from '../../controls/labelled-field';
import { ProblemPanel } from '../../controls/problem-panel';
import { LimitFields } from './limit-fields';
import { SourceHelp } from './source-help';
import { SourceTest } from './source-test';

interface CameraFormProps {
  /** null: a new one. */
  camera: CameraView | null;
  saveLabel: string;
  isSaving: boolean;
  error: Error | null;
  onSave: (form: FormData) => void;
  onClose: () => void;
}

export function CameraForm({ camera, saveLabel, isSaving, error, onSave, onClose }: CameraFormProps) {
  const [source, setSource] = useState('');
  const title = camera ? `Change ${camera.name}` : 'Add a camera';

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSave(new FormData(event.currentTarget));
  };

  return (
    <form className="panel space-y-5" onSubmit={submit} aria-label={title}>
      <h2 className="text-xl wrap-break-word">{title}</h2>
      <div className="grid gap-5 sm:grid-cols-[1fr_2fr]">
        <LabelledField label="Name" hint="Clips are named after it.">
          {(field) => (
            <input
              {...field}
              className="field"
              name="name"
              maxLength={100}
              pattern=".*\S.*"
              title="At least one letter"
              defaultValue={camera?.name}
              autoFocus
              required
            />
          )}
        </LabelledField>
        <LabelledField
          label="Source"
          hint={
            camera ? `Now: ${camera.source} — leave it empty to keep it.` : 'Where the picture comes from.'
          }
        >
          {(field) => (
            <input
              {...field}
              className="field"
              name="source"
              maxLength={2000}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              required={!camera}
              value={source}
              onChange={({ target }) => setSource(target.value)}
            />
          )}
        </LabelledField>
      </div>
      <SourceHelp />
      <SourceTest key={source} source={source.trim()} />
      <LimitFields camera={camera} />
      {error && <ProblemPanel error={error} />}
      <div className="flex flex-wrap gap-2">
        <button type="submit" className="button button-primary" disabled={isSaving}>
          {isSaving ? 'Saving…' : saveLabel}
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}
