import { useQuery } from '@tanstack/react-query';
import { ProblemPanel } from '../controls/problem-panel';
import { administrationKeys, listUsers } from './administration-api';
import { CreateUserForm } from './create-user-form';
import { PersonRow } from './person-row';

/** Who has an account here, and new accounts. */
export function People() {
  const users = useQuery({ queryKey: administrationKeys.users, queryFn: listUsers });
  return (
    <div className="space-y-10">
      <section aria-labelledby="people-heading" className="space-y-4">
        <h2 id="people-heading" className="text-2xl">
          People
        </h2>
        {users.error && <ProblemPanel error={users.error} onRetry={() => void users.refetch()} />}
        {users.isPending && (
          <div role="status" className="h-24 animate-pulse rounded-2xl bg-line/70">
            <span className="sr-only">Loading the accounts</span>
          </div>
        )}
        {users.data && (
          <ul aria-label="People" className="panel divide-y divide-line py-1">
            {users.data.items.map((account) => (
              <li key={account.id}>
                <PersonRow account={account} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="new-person-heading" className="space-y-4">
        <div>
          <h2 id="new-person-heading" className="text-2xl">
            New account
          </h2>
          <p className="mt-1 text-sm text-muted">
            Or make an invitation: then people choose their password themselves.
          </p>
        </div>
        <CreateUserForm />
      </section>
    </div>
  );
}
