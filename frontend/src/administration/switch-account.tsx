import type { AccountView } from '@sluice/vod';
import { useState } from 'react';
import { ConfirmDialog } from '../controls/confirm-dialog';
import { ProblemPanel } from '../controls/problem-panel';
import { useUpdateUser } from './use-update-user';

/** Off after a question, on again at once. */
export function SwitchAccount({ account }: { account: AccountView }) {
  const update = useUpdateUser(account.id);
  const [isAsking, setIsAsking] = useState(false);
  const switchOff = () => update.mutate({ disabled: true }, { onSuccess: () => setIsAsking(false) });

  if (account.disabledAt)
    return (
      <>
        <button
          type="button"
          className="button"
          aria-label={`Switch ${account.name} on`}
          onClick={() => update.mutate({ disabled: false })}
          disabled={update.isPending}
        >
          Switch on
        </button>
        {update.error && <ProblemPanel error={update.error} />}
      </>
    );
  return (
    <>
      <button
        type="button"
        className="button button-danger"
        aria-label={`Switch ${account.name} off`}
        onClick={() => setIsAsking(true)}
      >
        Switch off
      </button>
      <ConfirmDialog
        title="Switch this account off?"
        confirmLabel={update.isPending ? 'Switching off…' : 'Switch off'}
        isOpen={isAsking}
        isBusy={update.isPending}
        onConfirm={switchOff}
        onClose={() => setIsAsking(false)}
      >
        <p>
          <strong className="wrap-break-word">{account.name}</strong> is signed out everywhere at once and
          cannot sign in; API tokens and unused invitations of theirs end for good. Videos, rooms and clips
          stay. It can be switched on again.
        </p>
        {update.error && <ProblemPanel error={update.error} />}
      </ConfirmDialog>
    </>
  );
}
