import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { administrationKeys, listUsers } from './administration-api';

/** Whose activity is shown. */
export function PersonFilter({ actor }: { actor: string | undefined }) {
  const navigate = useNavigate();
  const users = useQuery({ queryKey: administrationKeys.users, queryFn: listUsers });
  const choose = (id: string) =>
    void navigate({ to: '/admin', search: { section: 'activity', ...(id && { actor: id }) } });

  return (
    <select
      className="field w-72 max-w-full"
      aria-label="Activity of"
      value={actor ?? ''}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">Everybody</option>
      {users.data?.items.map(({ id, name, email }) => (
        <option key={id} value={id}>
          {name} ({email})
        </option>
      ))}
    </select>
  );
}
