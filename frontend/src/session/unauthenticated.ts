import type { QueryClient } from '@tanstack/react-query';
import type { AppRouter } from '../router';
import { ProblemError } from '../http/problem-error';
import { meQuery } from './use-me';

/** A session that ended meanwhile: any call that hears of it leads to the sign-in page and back to where it was. */
export function goToSignIn(error: unknown, queryClient: QueryClient, router: AppRouter): void {
  if (!(error instanceof ProblemError) || error.code !== 'unauthenticated') return;
  const { pathname, href } = router.state.location;
  if (pathname === '/sign-in') return;
  // Known at once: the sign-in page sends people who look signed in straight back.
  queryClient.setQueryData(meQuery.queryKey, (me) => me && { ...me, user: null });
  void router.navigate({ to: '/sign-in', search: { next: href, ended: '1' } });
}
