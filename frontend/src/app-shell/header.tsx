import { Link, type LinkProps } from '@tanstack/react-router';
import { Icon, type IconName } from '../controls/icons';
import { UnfinishedBanner } from '../rooms/unfinished-banner';
import { AccountCorner } from '../session/account-corner';
import { useUser } from '../session/use-me';
import { UploadIndicator } from '../upload/upload-indicator';
import { Logo } from './logo';
import { ThemeSwitch } from './theme-switch';

export function Header() {
  const user = useUser();
  return (
    <>
      <header className="sticky top-0 z-40 border-b border-line bg-paper/95 backdrop-blur-sm">
        <div className="mx-auto flex h-15 max-w-7xl items-center px-2 sm:gap-2 sm:px-6">
          <Link to="/" className="flex items-center gap-2.5 rounded-lg p-1 sm:mr-5" aria-label="Sluice, home">
            <Logo />
            <span className="hidden font-serif text-xl tracking-tight sm:inline">Sluice</span>
          </Link>
          <nav aria-label="Main" className="flex min-w-0 overflow-x-auto sm:gap-1">
            <NavigationLink to="/" icon="library" name="Gallery" />
            {user && <NavigationLink to="/upload" icon="upload" name="Upload" />}
            {user && <NavigationLink to="/rooms" icon="person" name="Rooms" />}
            {user && <NavigationLink to="/live" icon="watchCamera" name="Live" />}
          </nav>
          <div className="ml-auto flex items-center gap-0.5 sm:gap-2">
            <UploadIndicator />
            <ThemeSwitch />
            <AccountCorner />
          </div>
        </div>
      </header>
      <UnfinishedBanner />
    </>
  );
}

function NavigationLink({ to, icon, name }: { to: LinkProps['to']; icon: IconName; name: string }) {
  return (
    <Link
      to={to}
      activeOptions={{ exact: true, includeSearch: false }}
      className="flex min-h-11 flex-col items-center justify-center gap-0.5 rounded-xl px-1.5 text-[0.6875rem] leading-none font-medium text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink sm:min-h-10 sm:flex-row sm:gap-2 sm:rounded-full sm:px-3.5 sm:text-sm"
    >
      <Icon name={icon} className="size-4.5" />
      {name}
    </Link>
  );
}
