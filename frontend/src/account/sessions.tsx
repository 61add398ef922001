import type { SessionView } from '@sluice/vod';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ProblemPanel } from '../controls/problem-panel';
import { formatAge, formatMoment } from '../formats/age';
import { accountKeys, endOtherSessions, endSession, listSessions } from './account-api';
import { describeBrowser } from './browser-words';

/** Where the person is signed in. */
export function Sessions() {
  const sessions = useQuery({ queryKey: accountKeys.sessions, queryFn: listSessions });
  const endOthers = useEnding(endOtherSessions);
  const items = sessions.data?.items ?? [];
  return (
    <section aria-labelledby="sessions-heading" className="space-y-4">
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div>
          <h2 id="sessions-heading" className="text-2xl">
            Sessions
          </h2>
          <p className="mt-1 text-sm text-muted">The browsers in which you are signed in.</p>
        </div>
        {items.length > 1 && (
          <button
            type="button"
            className="button button-danger"
            onClick={() => endOthers.mutate()}
            disabled={endOthers.isPending}
          >
            End all others
          </button>
        )}
      </div>
      {sessions.error && <ProblemPanel error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {endOthers.error && <ProblemPanel error={endOthers.error} />}
      {items.length > 0 && (
        <ul aria-label="Sessions" className="panel divide-y divide-line py-1">
          {items.map((session) => (
            <li key={session.id}>
              <SessionRow session={session} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function SessionRow({ session }: { session: SessionView }) {
  const end = useEnding(() => endSession(session.id));
  const name = describeBrowser(session.userAgent);
  const facts = [
    session.address && `from ${session.address}`,
    `signed in ${formatMoment(session.createdAt)}`,
    !session.isCurrent && `last seen ${formatAge(session.lastSeenAt, Date.now())}`,
  ];

  return (
    <div className="py-3">
      <div className="flex items-center justify-between gap-4">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 font-medium">
            <span className="wrap-break-word" title={session.userAgent}>
              {name}
            </span>
            {session.isCurrent && (
              <span className="rounded-full bg-sunken px-2 py-0.5 text-xs text-accent">This browser</span>
            )}
          </p>
          <p className="text-sm text-muted wrap-break-word">{facts.filter(Boolean).join(' · ')}</p>
        </div>
        {!session.isCurrent && (
          <button
            type="button"
            className="button button-danger"
            aria-label={`End ${name}, ${session.address}`}
            onClick={() => end.mutate()}
            disabled={end.isPending}
          >
            End
          </button>
        )}
      </div>
      {end.error && <ProblemPanel error={end.error} />}
    </div>
  );
}

function useEnding(mutationFn: () => Promise<void>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    // also after a failure: it may have ended by itself
    onSettled: () => queryClient.invalidateQueries({ queryKey: accountKeys.sessions }),
  });
}
