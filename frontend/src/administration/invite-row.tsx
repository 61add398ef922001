import type { AccountInviteView } from '@sluice/vod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { roleWords } from '../account/role-words';
import { ProblemPanel } from '../controls/problem-panel';
import { formatAge, formatMoment } from '../formats/age';
import { administrationKeys, revokeInvite } from './administration-api';

export function InviteRow({ invite }: { invite: AccountInviteView }) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeInvite(invite.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: administrationKeys.invites }),
  });
  const name = invite.note || 'Without a note';
  const facts = [roleWords[invite.role], `made ${formatAge(invite.createdAt, Date.now())}`, stateOf(invite)];

  return (
    <div className="py-3">
      <div className="flex items-center justify-between gap-4">
        <div className="min-w-0">
          <p className={`wrap-break-word ${invite.note ? 'font-medium' : 'text-muted italic'}`}>{name}</p>
          <p className="text-sm text-muted wrap-break-word">{facts.join(' · ')}</p>
        </div>
        {isGood(invite) && (
          <button
            type="button"
            className="button button-danger"
            aria-label={`Revoke the invitation: ${name}`}
            onClick={() => revoke.mutate()}
            disabled={revoke.isPending}
          >
            Revoke
          </button>
        )}
      </div>
      {revoke.error && <ProblemPanel error={revoke.error} />}
    </div>
  );
}

const isGood = ({ usedAt, expiresAt }: AccountInviteView): boolean =>
  usedAt === null && Date.parse(expiresAt) > Date.now();

function stateOf(invite: AccountInviteView): string {
  if (invite.usedAt) return `used by ${invite.usedBy ?? 'somebody'}, ${formatMoment(invite.usedAt)}`;
  return `${isGood(invite) ? 'good until' : 'ran out'} ${formatMoment(invite.expiresAt)}`;
}
