import { usePageTitle } from '../app-shell/use-page-title';
import { useUser } from '../session/use-me';
import { ApiTokens } from './api-tokens';
import { roleWords } from './role-words';
import { Users } from './users';

export function AccountPage() {
  usePageTitle('Account');
  const user = useUser();
  if (!user) return null;
  return (
    <div className="mx-auto max-w-3xl space-y-10">
      <div>
        <h1 className="text-3xl wrap-break-word sm:text-4xl">{user.name}</h1>
        <p className="mt-1 text-muted wrap-break-word">
          {user.email} · {roleWords[user.role]}
        </p>
      </div>
      <ApiTokens />
      {user.role === 'admin' && <Users />}
    </div>
  );
}
