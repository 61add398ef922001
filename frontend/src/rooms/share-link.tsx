import { Icon } from '../controls/icons';
import type { InviteView, RoomView } from '@sluice/vod';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { CopyButton } from '../controls/copy-button';
import { LabelledField } from '../controls/labelled-field';
import { ProblemPanel } from '../controls/problem-panel';
import { formatMoment } from '../formats/age';
import { createInvite } from './room-api';
import { loadInviteLink, saveInviteLink } from './room-memory';

/** The link that lets others in. The server tells it once; the browser that made it remembers it. */
export function ShareLink({ room }: { room: RoomView }) {
  const [invite, setInvite] = useState(() => loadInviteLink(room.id));
  const creation = useMutation({
    mutationFn: () => createInvite(room.id),
    onSuccess: (made: InviteView) => {
      const link = { url: new URL(made.url, window.location.href).href, expiresAt: made.expiresAt };
      saveInviteLink(room.id, link);
      setInvite(link);
    },
  });
  const isGood = invite !== null && Date.parse(invite.expiresAt) > Date.now();

  return (
    <section aria-labelledby="invite-heading" className="panel space-y-3">
      <h2 id="invite-heading" className="flex items-center gap-2 text-lg">
        <Icon name="people" />
        Invite others
      </h2>
      {isGood ? (
        <>
          <LabelledField label="Link" hint={`Good until ${formatMoment(invite.expiresAt)}.`}>
            {(field) => (
              <input
                {...field}
                className="field"
                readOnly
                value={invite.url}
                onFocus={({ currentTarget }) => currentTarget.select()}
              />
            )}
          </LabelledField>
          <div className="flex flex-wrap gap-2">
            <CopyButton label="Copy link" text={() => invite.url} />
          </div>
        </>
      ) : (
        <p className="text-sm text-muted">Whoever opens the link can join; nobody needs an account.</p>
      )}
      <button
        type="button"
        className={`button ${isGood ? 'button-quiet' : 'button-primary'}`}
        onClick={() => creation.mutate()}
        disabled={creation.isPending}
      >
        {creation.isPending ? 'Making a link…' : isGood ? 'Make a new link' : 'Make a link'}
      </button>
      {(isGood || room.inviteExpiresAt !== null) && (
        <p className="text-xs text-muted">A new link makes the one before it useless.</p>
      )}
      {creation.error && <ProblemPanel error={creation.error} />}
    </section>
  );
}
