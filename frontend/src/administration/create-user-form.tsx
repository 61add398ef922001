import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { ProblemPanel } from '../controls/problem-panel';
import { NewAccountFields, readNewAccount } from '../session/new-account-fields';
import { administrationKeys, createUser } from './administration-api';
import { readRole, RoleField } from './role-field';

export function CreateUserForm() {
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: createUser,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: administrationKeys.users }),
  });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    create.mutate({ ...readNewAccount(form), role: readRole(form) }, { onSuccess: () => element.reset() });
  };

  return (
    <form className="panel space-y-5" onSubmit={submit} aria-label="Create a user" autoComplete="off">
      <NewAccountFields />
      <RoleField />
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
