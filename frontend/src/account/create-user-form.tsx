import type { Role } from '@sluice/vod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { LabelledField } from '../controls/labelled-field';
import { ProblemPanel } from '../controls/problem-panel';
import { NewAccountFields, readNewAccount } from '../session/new-account-fields';
import { accountKeys, createUser } from './account-api';
import { roleWords } from './role-words';

const roleChoices: Role[] = ['member', 'admin'];

export function CreateUserForm() {
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: createUser,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accountKeys.users }),
  });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const role: Role = form.get('role') === 'admin' ? 'admin' : 'member';
    create.mutate({ ...readNewAccount(form), role }, { onSuccess: () => element.reset() });
  };

  return (
    <form className="panel space-y-5" onSubmit={submit} aria-label="Create a user" autoComplete="off">
      <NewAccountFields />
      <LabelledField label="Role">
        {(field) => (
          <select {...field} className="field" name="role" defaultValue="member">
            {roleChoices.map((role) => (
              <option key={role} value={role}>
                {roleWords[role]}
              </option>
            ))}
          </select>
        )}
      </LabelledField>
      {create.error && <ProblemPanel error={create.error} />}
      <div className="flex flex-wrap items-center gap-4">
        <button type="submit" className="button button-primary" disabled={create.isPending}>
          {create.isPending ? 'Creating…' : 'Create user'}
        </button>
        <p role="status" className="text-sm text-muted">
          {create.data && `${create.data.name} can sign in now. Tell them the password yourself.`}
        </p>
      </div>
    </form>
  );
}
