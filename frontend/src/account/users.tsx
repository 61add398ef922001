import { useQuery } from '@tanstack/react-query';
import { ProblemPanel } from '../controls/problem-panel';
import { accountKeys, listUsers } from './account-api';
import { CreateUserForm } from './create-user-form';
import { roleWords } from './role-words';

/** For administrators: who has an account here, and new accounts. */
export function Users() {
  const users = useQuery({ queryKey: accountKeys.users, queryFn: listUsers });
  return (
    <section aria-labelledby="users-heading" className="space-y-4">
      <h2 id="users-heading" className="text-2xl">
        Users
      </h2>
      {users.error && <ProblemPanel error={users.error} onRetry={() => void users.refetch()} />}
      {users.data && (
        <ul className="panel divide-y divide-line py-1">
          {users.data.items.map((user) => (
            <li key={user.id} className="flex flex-wrap items-center justify-between gap-x-4 py-3">
              <div className="min-w-0">
                <p className="font-medium wrap-break-word">{user.name}</p>
                <p className="text-sm text-muted wrap-break-word">{user.email}</p>
              </div>
              <p className="text-sm text-muted">{roleWords[user.role]}</p>
            </li>
          ))}
        </ul>
      )}
      <CreateUserForm />
    </section>
  );
}
