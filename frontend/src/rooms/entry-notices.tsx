import { Link } from '@tanstack/react-router';
import { EmptyNotice } from '../controls/empty-notice';
import { ProblemPanel } from '../controls/problem-panel';
import type { ProblemError } from '../http/problem-error';
import { useUser } from '../session/use-me';

/** Reasons why somebody does not come into a room, each with the way on. */

export function OldBrowser({ missing }: { missing: string }) {
  return (
    <EmptyNotice icon="system" title="This browser cannot record">
      <p>What is missing: {missing}</p>
      <p>
        Chrome, Edge and Opera from version 102, Firefox from 111 and Safari from 17 can. Browsers open the
        camera only for addresses with https:// (and for localhost).
      </p>
    </EmptyNotice>
  );
}

interface OpenElsewhereProps {
  name: string;
  onRetry: () => void;
  onAnother: () => void;
}

export function OpenElsewhere({ name, onRetry, onAnother }: OpenElsewhereProps) {
  return (
    <EmptyNotice icon="person" title="The room is open in another tab">
      <p>
        You are in this room as <strong className="wrap-break-word">{name}</strong> in another tab or window
        of this browser. Go on there, or close it and try again here.
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        <button type="button" className="button button-primary" onClick={onRetry}>
          Try again here
        </button>
        <button type="button" className="button" onClick={onAnother}>
          Join as another person
        </button>
      </div>
    </EmptyNotice>
  );
}

interface ShutProps {
  problem: ProblemError | null;
  onRetry: () => void;
}

export function Shut({ problem, onRetry }: ShutProps) {
  if (!problem) return <InvitationNeeded />;
  const isGone = problem.status === 404 || problem.status === 422 || problem.status === 400;
  return (
    <div className="mx-auto max-w-xl space-y-5 py-8">
      <h1 className="text-3xl">This room cannot be opened</h1>
      <ProblemPanel error={problem} onRetry={isGone ? undefined : onRetry} />
      <Link to="/" className="button">
        Go to the gallery
      </Link>
    </div>
  );
}

function InvitationNeeded() {
  const user = useUser();
  return (
    <EmptyNotice icon="lock" title="This room needs an invitation">
      <p>Open the link that you were given once more, all of it. If it is old, ask the host for a new one.</p>
      {!user && (
        <Link to="/sign-in" search={{ next: window.location.pathname }} className="button">
          It is my room: sign in
        </Link>
      )}
    </EmptyNotice>
  );
}
