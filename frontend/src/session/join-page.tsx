import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';
import { usePageTitle } from '../app-shell/use-page-title';
import { EmptyNotice } from '../controls/empty-notice';
import { ProblemPanel } from '../controls/problem-panel';
import { formatMoment } from '../formats/age';
import { toProblemError } from '../http/problem-error';
import { NewAccountFields, readNewAccount } from './new-account-fields';
import { lookAtInvitation } from './session-api';
import { useUser } from './use-me';
import { useRegister, useSignOut } from './use-session-actions';

const route = getRouteApi('/join');

/** Where an invitation leads: make an account of one's own. */
export function JoinPage() {
  usePageTitle('Join');
  const { token = '' } = route.useSearch();
  const user = useUser();
  const link = useQuery({
    queryKey: ['registration', token],
    queryFn: () => lookAtInvitation(token),
    enabled: token !== '' && !user,
    // asked once: the answer to the form says what became of it
    staleTime: Infinity,
  });

  if (user) return <SignedInAlready name={user.name} />;
  if (token === '')
    return <LinkRefused title="This page needs an invitation" fix="Open the link that you were sent." />;
  if (link.error) {
    const { title, fix, isPassing } = toProblemError(link.error);
    if (isPassing) return <ProblemPanel error={link.error} onRetry={() => void link.refetch()} />;
    return <LinkRefused title={title} fix={fix} />;
  }
  return link.data ? <JoinForm token={token} expiresAt={link.data.expiresAt} /> : null;
}

function JoinForm({ token, expiresAt }: { token: string; expiresAt: string }) {
  const register = useRegister();

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    register.mutate({ token, ...readNewAccount(new FormData(event.currentTarget)) });
  };

  return (
    <div className="mx-auto max-w-md space-y-6 py-6 sm:py-12">
      <div className="space-y-2">
        <h1 className="text-3xl">Welcome to Sluice</h1>
        <p className="text-muted">
          You are invited: make your account. The link is good until {formatMoment(expiresAt)}.
        </p>
      </div>
      <form className="panel space-y-5" onSubmit={submit} aria-label="Make an account">
        <NewAccountFields />
        {register.error && <ProblemPanel error={register.error} />}
        <button type="submit" className="button button-primary w-full" disabled={register.isPending}>
          {register.isPending ? 'Creating…' : 'Create my account'}
        </button>
      </form>
    </div>
  );
}

function LinkRefused({ title, fix }: { title: string; fix: string }) {
  return (
    <EmptyNotice icon="lock" title={title}>
      <p>{fix}</p>
      <Link to="/sign-in" className="button">
        Sign in instead
      </Link>
    </EmptyNotice>
  );
}

function SignedInAlready({ name }: { name: string }) {
  const signOut = useSignOut();
  return (
    <EmptyNotice icon="person" title={`You are signed in as ${name}`}>
      <p>The invitation makes another account. To use it, sign out and open the link again.</p>
      <button type="button" className="button" onClick={() => signOut.mutate()} disabled={signOut.isPending}>
        Sign out
      </button>
    </EmptyNotice>
  );
}
