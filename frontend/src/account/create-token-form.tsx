import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { LabelledField } from '../controls/labelled-field';
import { ProblemPanel } from '../controls/problem-panel';
import { ShownOnce } from '../controls/shown-once';
import { accountKeys, createToken } from './account-api';

const lifetimes = [
  { days: '30', name: '30 days' },
  { days: '90', name: '90 days' },
  { days: '365', name: 'One year' },
  { days: '', name: 'Never' },
];

export function CreateTokenForm() {
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: createToken,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountKeys.tokens }),
  });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const days = String(form.get('expiresInDays'));
    create.mutate(
      { name: String(form.get('name')).trim(), expiresInDays: days === '' ? null : Number(days) },
      { onSuccess: () => element.reset() },
    );
  };

  return (
    <form className="panel space-y-5" onSubmit={submit} aria-label="Create a token">
      <div className="grid gap-5 sm:grid-cols-[1fr_12rem]">
        <LabelledField label="Token name" hint="So that you know later what uses it.">
          {(field) => (
            <input {...field} className="field" name="name" maxLength={80} autoComplete="off" required />
          )}
        </LabelledField>
        <LabelledField label="Expires">
          {(field) => (
            <select {...field} className="field" name="expiresInDays" defaultValue="90">
              {lifetimes.map(({ days, name }) => (
                <option key={days} value={days}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </LabelledField>
      </div>
      {create.error && <ProblemPanel error={create.error} />}
      <button type="submit" className="button button-primary" disabled={create.isPending}>
        {create.isPending ? 'Creating…' : 'Create token'}
      </button>
      {create.data && (
        <ShownOnce label="New token" value={create.data.token} copyLabel="Copy token">
          Copy “{create.data.name}” now: it is shown this once.
        </ShownOnce>
      )}
    </form>
  );
}
