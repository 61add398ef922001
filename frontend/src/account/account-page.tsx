import { Link } from '@tanstack/react-router';
import { usePageTitle } from '../app-shell/use-page-title';
import { useUser } from '../session/use-me';
import { ApiTokens } from './api-tokens';
import { ChangePasswordForm } from './change-password-form';
import { roleWords } from './role-words';
import { Sessions } from './sessions';
import { UsageSection } from './usage-section';

export function AccountPage() {
  usePageTitle('Account');
  const user = useUser();
  if (!user) return null;
  return (
    <div className="mx-auto max-w-3xl space-y-10">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0">
          <h1 className="text-3xl wrap-break-word sm:text-4xl">{user.name}</h1>
          <p className="mt-1 text-muted wrap-break-word">
            {user.email} · {roleWords[user.role]}
          </p>
        </div>
        {user.role === 'admin' && (
          <Link to="/admin" className="button">
            Administration
          </Link>
        )}
      </div>
      <UsageSection />
      <Sessions />
      <ChangePasswordForm />
      <ApiTokens />
    </div>
  );
}
