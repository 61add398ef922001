import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { LabelledField } from '../controls/labelled-field';
import { ProblemPanel } from '../controls/problem-panel';
import { useUser } from '../session/use-me';
import { accountKeys, changePassword } from './account-api';

export function ChangePasswordForm() {
  const queryClient = useQueryClient();
  const email = useUser()?.email;
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: accountKeys.sessions });
      await queryClient.invalidateQueries({ queryKey: accountKeys.tokens });
    },
  });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    change.mutate(
      { currentPassword: String(form.get('currentPassword')), newPassword: String(form.get('newPassword')) },
      { onSuccess: () => element.reset() },
    );
  };

  return (
    <section aria-labelledby="password-heading" className="space-y-4">
      <div>
        <h2 id="password-heading" className="text-2xl">
          Password
        </h2>
        <p className="mt-1 text-sm text-muted">
          A new password ends your other sessions and all of your API tokens: whoever knew the old one may
          have made some.
        </p>
      </div>
      <form className="panel space-y-5" onSubmit={submit} aria-label="Change the password">
        {/* tells password managers whose password this is */}
        <input type="hidden" name="username" autoComplete="username" value={email ?? ''} readOnly />
        <div className="grid gap-5 sm:grid-cols-2">
          <LabelledField label="Current password">
            {(field) => (
              <input
                {...field}
                className="field"
                type="password"
                name="currentPassword"
                autoComplete="current-password"
                maxLength={200}
                required
              />
            )}
          </LabelledField>
          <LabelledField label="New password" hint="10 characters or more.">
            {(field) => (
              <input
                {...field}
                className="field"
                type="password"
                name="newPassword"
                autoComplete="new-password"
                minLength={10}
                maxLength={200}
                required
              />
            )}
          </LabelledField>
        </div>
        {change.error && <ProblemPanel error={change.error} />}
        <div className="flex flex-wrap items-center gap-4">
          <button type="submit" className="button button-primary" disabled={change.isPending}>
            {change.isPending ? 'Changing…' : 'Change password'}
          </button>
          <p role="status" className="text-sm text-muted">
            {change.isSuccess && 'Changed. Your other sessions and API tokens have ended.'}
          </p>
        </div>
      </form>
    </section>
  );
}
