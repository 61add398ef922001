import type { AccountView } from '@sluice/vod';
import type { SubmitEvent } from 'react';
import { LabelledField } from '../controls/labelled-field';
import { ProblemPanel } from '../controls/problem-panel';
import { RoleField, readRole } from './role-field';
import { useUpdateUser } from './use-update-user';

const gigabyte = 1e9;

export function EditPersonForm({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const update = useUpdateUser(account.id);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const gigabytes = readNumber(form, 'quotaGigabytes');
    update.mutate(
      {
        role: readRole(form),
        quotaBytes: gigabytes === null ? null : Math.round(gigabytes * gigabyte),
        quotaVideos: readNumber(form, 'quotaVideos'),
      },
      { onSuccess: onClose },
    );
  };

  return (
    <form
      className="space-y-4 rounded-2xl bg-sunken p-4"
      onSubmit={submit}
      aria-label={`Change ${account.name}`}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <RoleField role={account.role} />
        <LabelledField label="Space in GB" hint="Empty: what the platform allows.">
          {(field) => (
            <input
              {...field}
              className="field"
              type="number"
              name="quotaGigabytes"
              min={0}
              max={9_000_000}
              step="any"
              defaultValue={account.quotaBytes === null ? '' : account.quotaBytes / gigabyte}
            />
          )}
        </LabelledField>
        <LabelledField label="Videos" hint="Empty: what the platform allows.">
          {(field) => (
            <input
              {...field}
              className="field"
              type="number"
              name="quotaVideos"
              min={0}
              max={1_000_000_000}
              defaultValue={account.quotaVideos ?? ''}
            />
          )}
        </LabelledField>
      </div>
      {update.error && <ProblemPanel error={update.error} />}
      <div className="flex flex-wrap gap-2">
        <button type="submit" className="button button-primary" disabled={update.isPending}>
          {update.isPending ? 'Saving…' : 'Save'}
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function readNumber(form: FormData, name: string): number | null {
  const text = String(form.get(name)).trim();
  return text === '' ? null : Number(text);
}
