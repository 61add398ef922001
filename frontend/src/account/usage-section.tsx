import { useQuery } from '@tanstack/react-query';
import { ProblemPanel } from '../controls/problem-panel';
import { formatBytes } from '../formats/bytes';
import { accountKeys, loadUsage } from './account-api';
import { UsageBar } from './usage-bar';

/** What the person's videos take of what they may. */
export function UsageSection() {
  const usage = useQuery({ queryKey: accountKeys.usage, queryFn: loadUsage });
  return (
    <section aria-labelledby="usage-heading" className="space-y-4">
      <div>
        <h2 id="usage-heading" className="text-2xl">
          Storage
        </h2>
        <p className="mt-1 text-sm text-muted">What counts is the originals that are kept of your videos.</p>
      </div>
      {usage.error && <ProblemPanel error={usage.error} onRetry={() => void usage.refetch()} />}
      {usage.data && (
        <div className="panel grid gap-x-10 gap-y-5 sm:grid-cols-2">
          <UsageBar
            name="Space"
            used={usage.data.usedBytes}
            quota={usage.data.quotaBytes}
            format={formatBytes}
          />
          <UsageBar
            name="Videos"
            used={usage.data.usedVideos}
            quota={usage.data.quotaVideos}
            format={String}
          />
        </div>
      )}
    </section>
  );
}
