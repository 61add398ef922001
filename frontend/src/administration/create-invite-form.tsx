import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { LabelledField } from '../controls/labelled-field';
import { ProblemPanel } from '../controls/problem-panel';
import { ShownOnce } from '../controls/shown-once';
import { formatMoment } from '../formats/age';
import { administrationKeys, createInvite } from './administration-api';
import { readRole, RoleField } from './role-field';

const lifetimes = [
  { days: 1, name: 'One day' },
  { days: 7, name: 'One week' },
  { days: 30, name: '30 days' },
];

export function CreateInviteForm() {
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: createInvite,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: administrationKeys.invites }),
  });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    create.mutate(
      {
        note: String(form.get('note')).trim(),
        role: readRole(form),
        expiresInDays: Number(form.get('expiresInDays')),
      },
      { onSuccess: () => element.reset() },
    );
  };

  return (
    <form className="panel space-y-5" onSubmit={submit} aria-label="Invite somebody">
      <div className="grid gap-5 sm:grid-cols-[1fr_11rem_9rem]">
        <LabelledField label="For whom" hint="Only administrators see it.">
          {(field) => <input {...field} className="field" name="note" maxLength={200} autoComplete="off" />}
        </LabelledField>
        <RoleField />
        <LabelledField label="Good for">
          {(field) => (
            <select {...field} className="field" name="expiresInDays" defaultValue={7}>
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
        {create.isPending ? 'Making a link…' : 'Make a link'}
      </button>
      {create.data && (
        <ShownOnce label="Invitation link" value={create.data.url} copyLabel="Copy link">
          Copy the link now: it is shown this once. It makes one account, until{' '}
          {formatMoment(create.data.expiresAt)}.
        </ShownOnce>
      )}
    </form>
  );
}
