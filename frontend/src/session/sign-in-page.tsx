import { getRouteApi, useRouter } from '@tanstack/react-router';
import { type SubmitEvent, useEffect } from 'react';
import { usePageTitle } from '../app-shell/use-page-title';
import { LabelledField } from '../controls/labelled-field';
import { Notice } from '../controls/notice';
import { ProblemPanel } from '../controls/problem-panel';
import { safeNextPath } from './next-path';
import { SetupNotice } from './setup-notice';
import { useMe } from './use-me';
import { useSignIn } from './use-session-actions';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  usePageTitle('Sign in');
  const { next, ended } = route.useSearch();
  const { data: me } = useMe();
  const isSignedIn = !!me?.user;
  const router = useRouter();
  const signIn = useSignIn();

  // Right after signing in, and for somebody who was signed in already.
  useEffect(() => {
    if (isSignedIn) router.history.replace(safeNextPath(next));
  }, [isSignedIn, next, router]);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate({ email: String(form.get('email')).trim(), password: String(form.get('password')) });
  };

  return (
    <div className="mx-auto max-w-sm space-y-6 py-6 sm:py-14">
      <h1 className="text-3xl">Sign in</h1>
      {ended && !signIn.error && (
        <Notice tone="note" title="Your session has ended">
          <p>It was ended elsewhere, or it was too old. Sign in to go on where you were.</p>
        </Notice>
      )}
      {me?.setupNeeded && <SetupNotice />}
      <form className="panel space-y-5" onSubmit={submit}>
        <LabelledField label="Email">
          {(field) => (
            <input
              {...field}
              className="field"
              type="email"
              name="email"
              autoComplete="username"
              maxLength={254}
              required
            />
          )}
        </LabelledField>
        <LabelledField label="Password">
          {(field) => (
            <input
              {...field}
              className="field"
              type="password"
              name="password"
              autoComplete="current-password"
              maxLength={200}
              required
            />
          )}
        </LabelledField>
        {signIn.error && <ProblemPanel error={signIn.error} />}
        <button type="submit" className="button button-primary w-full" disabled={signIn.isPending}>
          {signIn.isPending ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </div>
  );
}
