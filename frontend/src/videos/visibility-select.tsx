import { visibilities, type Visibility } from '@sluice/vod';
import { LabelledField } from '../controls/labelled-field';

export const visibilityWords: Record<Visibility, { name: string; meaning: string }> = {
  public: { name: 'Public', meaning: 'Everybody sees it in the gallery.' },
  unlisted: {
    name: 'Unlisted',
    meaning: 'Everybody who has the link can watch; the gallery does not show it.',
  },
  private: { name: 'Private', meaning: 'Only you and the administrators can watch.' },
};

interface VisibilitySelectProps {
  value: Visibility;
  onChange: (visibility: Visibility) => void;
}

export function VisibilitySelect({ value, onChange }: VisibilitySelectProps) {
  return (
    <LabelledField label="Who may watch" hint={visibilityWords[value].meaning}>
      {(field) => (
        <select
          {...field}
          className="field"
          value={value}
          onChange={(event) => onChange(event.target.value as Visibility)}
        >
          {visibilities.map((visibility) => (
            <option key={visibility} value={visibility}>
              {visibilityWords[visibility].name}
            </option>
          ))}
        </select>
      )}
    </LabelledField>
  );
}
