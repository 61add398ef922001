import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { EmptyNotice } from '../controls/empty-notice';
import { ProblemPanel } from '../controls/problem-panel';
import { ActivityRow } from './activity-row';
import { administrationKeys, loadAudit } from './administration-api';
import { PersonFilter } from './person-filter';

const route = getRouteApi('/admin');

/** The audit log: who did what, newest first. */
export function Activity() {
  const { actor, subject } = route.useSearch();
  const filter = { actor, subject };
  const log = useInfiniteQuery({
    queryKey: administrationKeys.audit(filter),
    queryFn: ({ pageParam, signal }) => loadAudit(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextBefore,
  });
  const events = log.data?.pages.flatMap(({ items }) => items) ?? [];
  const retry = () => void (log.isFetchNextPageError ? log.fetchNextPage() : log.refetch());

  return (
    <section aria-labelledby="activity-heading" className="space-y-4">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <div>
          <h2 id="activity-heading" className="text-2xl">
            Activity
          </h2>
          <p className="mt-1 text-sm text-muted">What people with an account changed. Kept for 400 days.</p>
        </div>
        <PersonFilter actor={actor} />
      </div>
      {subject && (
        <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
          Only what is about one thing.
          <Link to="/admin" search={{ section: 'activity', actor }} className="text-link">
            Show everything
          </Link>
        </p>
      )}
      {log.isPending && (
        <div role="status" className="h-40 animate-pulse rounded-2xl bg-line/70">
          <span className="sr-only">Loading the activity</span>
        </div>
      )}
      {log.isSuccess && events.length === 0 && (
        <EmptyNotice icon="search" title="Nothing yet">
          <p>Nobody has changed anything that fits.</p>
        </EmptyNotice>
      )}
      {events.length > 0 && (
        <ol aria-label="Activity" className="panel divide-y divide-line py-1">
          {events.map((event) => (
            <li key={event.id}>
              <ActivityRow event={event} />
            </li>
          ))}
        </ol>
      )}
      {log.error && <ProblemPanel error={log.error} onRetry={retry} isRetrying={log.isFetching} />}
      {log.hasNextPage && (
        <div className="text-center">
          <button
            type="button"
            className="button"
            onClick={() => void log.fetchNextPage()}
            disabled={log.isFetchingNextPage}
          >
            {log.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
    </section>
  );
}
