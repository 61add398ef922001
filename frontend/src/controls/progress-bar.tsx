interface ProgressBarProps {
  label: string;
  /** 0..1; null while nothing can be measured. */
  value: number | null;
  className?: string;
}

export function ProgressBar({ label, value, className = '' }: ProgressBarProps) {
  const percent = value === null ? undefined : Math.floor(value * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={`h-1.5 overflow-hidden rounded-full bg-line ${className}`}
    >
      <div
        className={`h-full rounded-full bg-accent transition-[width] duration-500 ${percent === undefined ? 'w-1/4 animate-pulse' : ''}`}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
