import type { AccountView } from '@sluice/vod';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { roleWords } from '../account/role-words';
import { formatMoment } from '../formats/age';
import { formatBytes } from '../formats/bytes';
import { useUser } from '../session/use-me';
import { EditPersonForm } from './edit-person-form';
import { SwitchAccount } from './switch-account';

export function PersonRow({ account }: { account: AccountView }) {
  const [isEditing, setIsEditing] = useState(false);
  const isSelf = useUser()?.id === account.id;

  return (
    <div className="space-y-4 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <p className="flex flex-wrap items-center gap-x-2 font-medium">
            <span className="min-w-0 wrap-break-word">{account.name}</span>
            {isSelf && <Badge words="You" />}
            {account.disabledAt && <Badge words="Switched off" isBad />}
          </p>
          <p className="text-sm text-muted wrap-break-word">
            {account.email} · {roleWords[account.role]}
          </p>
          <p className="text-sm text-muted">{factsOf(account).join(' · ')}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Link
            to="/admin"
            search={{ section: 'activity', actor: account.id }}
            className="button button-quiet"
            aria-label={`Activity of ${account.name}`}
          >
            Activity
          </Link>
          <button
            type="button"
            className="button"
            aria-label={`Change ${account.name}`}
            aria-expanded={isEditing}
            onClick={() => setIsEditing(!isEditing)}
          >
            Change
          </button>
          {!isSelf && <SwitchAccount account={account} />}
        </div>
      </div>
      {isEditing && <EditPersonForm account={account} onClose={() => setIsEditing(false)} />}
    </div>
  );
}

function factsOf({ usedBytes, usedVideos, quotaBytes, quotaVideos, disabledAt }: AccountView): string[] {
  const of = (quota: number | null, format: (amount: number) => string) =>
    quota === null ? '' : ` of ${format(quota)}`;
  return [
    `${formatBytes(usedBytes)}${of(quotaBytes, formatBytes)}`,
    `${usedVideos}${of(quotaVideos, String)} ${usedVideos === 1 && quotaVideos === null ? 'video' : 'videos'}`,
    ...(disabledAt ? [`switched off ${formatMoment(disabledAt)}`] : []),
  ];
}

function Badge({ words, isBad = false }: { words: string; isBad?: boolean }) {
  const look = isBad ? 'bg-danger-wash text-danger' : 'bg-sunken text-accent';
  return <span className={`rounded-full px-2 py-0.5 text-xs ${look}`}>{words}</span>;
}
