import type { VideoStatus } from '@sluice/vod';
import { Link } from '@tanstack/react-router';

const choices: { status: VideoStatus | undefined; name: string }[] = [
  { status: undefined, name: 'All' },
  { status: 'ready', name: 'Ready' },
  { status: 'processing', name: 'Processing' },
  { status: 'failed', name: 'Failed' },
];

/** Links, not buttons: a filtered gallery is an address of its own, and the link that leads here is the current one. */
export function StatusFilter() {
  return (
    <nav aria-label="Filter by status" className="flex rounded-full border border-line bg-surface p-0.5">
      {choices.map(({ status, name }) => (
        <Link
          key={name}
          to="/"
          search={({ q }) => ({ q, status })}
          activeOptions={{ exact: true }}
          className="grid min-h-9 place-items-center rounded-full px-3 text-sm text-muted hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-semibold aria-[current=page]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
