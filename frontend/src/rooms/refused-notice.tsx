import { Link } from '@tanstack/react-router';
import { ProblemPanel } from '../controls/problem-panel';
import type { ProblemError } from '../http/problem-error';

/** The server no longer takes us: the room was deleted meanwhile, or we are no longer known in it. */
export function RefusedNotice({ problem, onJoinAgain }: { problem: ProblemError; onJoinAgain: () => void }) {
  return (
    <div className="space-y-3">
      <ProblemPanel error={problem} />
      <p className="text-sm text-muted">
        The room may have been deleted. What you have recorded is kept in this browser.
      </p>
      {problem.code === 'room_not_found' ? (
        <Link to="/" className="button">
          Go to the gallery
        </Link>
      ) : (
        <button type="button" className="button" onClick={onJoinAgain}>
          Join again
        </button>
      )}
    </div>
  );
}
