import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ProblemPanel } from '../controls/problem-panel';

/** The last net: a page that threw, or whose code could not be loaded. */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="mx-auto max-w-xl py-10">
      <ProblemPanel error={error} onRetry={retry} />
    </div>
  );
}
