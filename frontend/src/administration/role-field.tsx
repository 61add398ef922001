import type { Role } from '@sluice/vod';
import { roleWords } from '../account/role-words';
import { LabelledField } from '../controls/labelled-field';

const choices: Role[] = ['member', 'admin'];

export function RoleField({ role = 'member' }: { role?: Role }) {
  return (
    <LabelledField label="Role">
      {(field) => (
        <select {...field} className="field" name="role" defaultValue={role}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {roleWords[choice]}
            </option>
          ))}
        </select>
      )}
    </LabelledField>
  );
}

export const readRole = (form: FormData): Role => (form.get('role') === 'admin' ? 'admin' : 'member');
