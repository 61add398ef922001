import { useQuery } from '@tanstack/react-query';
import { EmptyNotice } from '../controls/empty-notice';
import { ProblemPanel } from '../controls/problem-panel';
import { administrationKeys, listInvites } from './administration-api';
import { CreateInviteForm } from './create-invite-form';
import { InviteRow } from './invite-row';

/** Links with which people make accounts of their own. */
export function Invitations() {
  const invites = useQuery({ queryKey: administrationKeys.invites, queryFn: listInvites });
  const items = invites.data?.items ?? [];
  return (
    <section aria-labelledby="invitations-heading" className="space-y-4">
      <div>
        <h2 id="invitations-heading" className="text-2xl">
          Invitations
        </h2>
        <p className="mt-1 text-sm text-muted">
          Whoever opens the link makes one account with a password of their own. Rooms have links of their
          own: their guests need no account.
        </p>
      </div>
      <CreateInviteForm />
      {invites.error && <ProblemPanel error={invites.error} onRetry={() => void invites.refetch()} />}
      {invites.isSuccess && items.length === 0 && (
        <EmptyNotice icon="people" title="Nobody is invited">
          <p>Make a link above and send it to one person.</p>
        </EmptyNotice>
      )}
      {items.length > 0 && (
        <ul aria-label="Invitations" className="panel divide-y divide-line py-1">
          {items.map((invite) => (
            <li key={invite.id}>
              <InviteRow invite={invite} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
