import { Link, useLocation } from '@tanstack/react-router';
import { Icon } from '../controls/icons';
import { useMe } from './use-me';
import { useSignOut } from './use-session-actions';

/** The right end of the header: who is signed in, and the way in or out. */
export function AccountCorner() {
  const { data: me } = useMe();
  const { pathname, href } = useLocation();
  const signOut = useSignOut();

  if (!me) return null;
  if (!me.user) {
    return pathname === '/sign-in' ? null : (
      <Link to="/sign-in" search={{ next: href }} className="button ml-1">
        Sign in
      </Link>
    );
  }
  return (
    <>
      {me.user.role === 'admin' && (
        <Link
          to="/admin"
          className="hidden min-h-10 items-center rounded-full px-2.5 text-sm font-medium text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink lg:flex"
        >
          Administration
        </Link>
      )}
      <Link
        to="/account"
        title={`Account of ${me.user.name}`}
        className="flex min-h-10 max-w-44 items-center gap-2 rounded-full px-2.5 text-sm font-medium hover:bg-sunken"
      >
        <Icon name="person" className="size-5 text-muted" />
        <span className="sr-only">Account of </span>
        <span className="sr-only truncate md:not-sr-only">{me.user.name}</span>
      </Link>
      <button
        type="button"
        className="grid size-10 place-items-center rounded-full text-muted hover:bg-sunken hover:text-ink"
        aria-label="Sign out"
        title="Sign out"
        onClick={() => signOut.mutate()}
        disabled={signOut.isPending}
      >
        <Icon name="signOut" />
      </button>
    </>
  );
}
