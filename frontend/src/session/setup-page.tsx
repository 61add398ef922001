import { getRouteApi, Link } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';
import { usePageTitle } from '../app-shell/use-page-title';
import { EmptyNotice } from '../controls/empty-notice';
import { ProblemPanel } from '../controls/problem-panel';
import { NewAccountFields, readNewAccount } from './new-account-fields';
import { useSetUp } from './use-session-actions';

const route = getRouteApi('/setup');

export function SetupPage() {
  usePageTitle('Set up');
  const { token } = route.useSearch();
  return token ? <SetupForm token={token} /> : <LinkMissing />;
}

function SetupForm({ token }: { token: string }) {
  const setUp = useSetUp();

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setUp.mutate({ token, ...readNewAccount(new FormData(event.currentTarget)) });
  };

  return (
    <div className="mx-auto max-w-md space-y-6 py-6 sm:py-12">
      <div className="space-y-2">
        <h1 className="text-3xl">Welcome to Sluice</h1>
        <p className="text-muted">
          Make the first account. It is the administrator, who can make accounts for others.
        </p>
      </div>
      <form className="panel space-y-5" onSubmit={submit}>
        <NewAccountFields />
        {setUp.error && <ProblemPanel error={setUp.error} />}
        <button type="submit" className="button button-primary w-full" disabled={setUp.isPending}>
          {setUp.isPending ? 'Creating…' : 'Create the administrator'}
        </button>
      </form>
    </div>
  );
}

function LinkMissing() {
  return (
    <EmptyNotice icon="lock" title="This page needs the set-up link">
      <p>The start of the platform prints a one-time link to its log. Open that one.</p>
      <Link to="/sign-in" className="button">
        Sign in instead
      </Link>
    </EmptyNotice>
  );
}
