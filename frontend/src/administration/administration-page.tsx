import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { usePageTitle } from '../app-shell/use-page-title';
import { useUser } from '../session/use-me';
import { administrationSections, type AdministrationSection } from './administration-search';
import { Activity } from './activity';
import { Invitations } from './invitations';
import { People } from './people';

const route = getRouteApi('/admin');

const sections: Record<AdministrationSection, { name: string; content: () => React.ReactNode }> = {
  people: { name: 'People', content: () => <People /> },
  invitations: { name: 'Invitations', content: () => <Invitations /> },
  activity: { name: 'Activity', content: () => <Activity /> },
};

export function AdministrationPage() {
  usePageTitle('Administration');
  const { section = 'people' } = route.useSearch();
  const user = useUser();
  if (user && user.role !== 'admin') return <Navigate to="/account" />;
  return (
    <div className="mx-auto max-w-4xl space-y-8">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
        <h1 className="text-3xl sm:text-4xl">Administration</h1>
        <nav aria-label="Administration" className="flex rounded-full border border-line bg-surface p-0.5">
          {administrationSections.map((name) => (
            <Link
              key={name}
              to="/admin"
              search={name === 'people' ? {} : { section: name }}
              activeOptions={{ exact: true }}
              // a filtered activity is still the activity
              aria-current={name === section ? 'page' : undefined}
              className="grid min-h-9 place-items-center rounded-full px-3 text-sm text-muted hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              {sections[name].name}
            </Link>
          ))}
        </nav>
      </div>
      {sections[section].content()}
    </div>
  );
}
