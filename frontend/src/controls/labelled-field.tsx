import { type ReactNode, useId } from 'react';

interface FieldProps {
  id: string;
  'aria-describedby': string | undefined;
}

interface LabelledFieldProps {
  label: string;
  hint?: string;
  children: (field: FieldProps) => ReactNode;
}

/** A label, its field and a hint, tied together for people who hear the page. */
export function LabelledField({ label, hint, children }: LabelledFieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': hint ? hintId : undefined })}
      {hint && (
        <p id={hintId} className="text-xs text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
