import { ProgressBar } from '../controls/progress-bar';

interface UsageBarProps {
  name: string;
  used: number;
  /** null: no limit. */
  quota: number | null;
  format: (amount: number) => string;
}

/** "1.2 GB of 5 GB", with a bar; without a limit there is nothing to draw. */
export function UsageBar({ name, used, quota, format }: UsageBarProps) {
  const isFull = quota !== null && used >= quota;
  return (
    <div>
      <p className="flex items-baseline justify-between gap-3 text-sm">
        <span className="font-medium">{name}</span>
        <span className={isFull ? 'font-semibold text-danger' : 'text-muted'}>
          {quota === null ? `${format(used)}, no limit` : `${format(used)} of ${format(quota)}`}
        </span>
      </p>
      {quota !== null && (
        <ProgressBar
          label={`${name} used`}
          value={quota === 0 ? 1 : Math.min(1, used / quota)}
          className="mt-2"
        />
      )}
      {isFull && <p className="mt-2 text-xs text-muted">Delete videos, or ask an administrator for more.</p>}
    </div>
  );
}
