import type { ReactNode } from 'react';
import { CopyButton } from './copy-button';

interface ShownOnceProps {
  label: string;
  value: string;
  copyLabel: string;
  /** What it is, and that now is the time to copy it. */
  children: ReactNode;
}

/** A secret that was just made: the server keeps only its hash. */
export function ShownOnce({ label, value, copyLabel, children }: ShownOnceProps) {
  return (
    <div role="status" className="space-y-3 rounded-2xl bg-brass-wash p-4">
      <p className="text-sm font-semibold">{children}</p>
      <input
        className="field font-mono"
        aria-label={label}
        value={value}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="flex gap-2">
        <CopyButton label={copyLabel} text={() => value} />
      </div>
    </div>
  );
}
