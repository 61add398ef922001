import { Icon } from '../controls/icons';

interface PlayerTroubleProps {
  failure: 'unsupported' | 'broken' | null;
  isRecovering: boolean;
  onRetry: () => void;
}

const words = {
  unsupported: {
    title: 'This browser cannot play the video',
    fix: 'Open the page in a current Firefox, Chrome, Edge or Safari.',
  },
  broken: {
    title: 'The video stopped and could not be resumed',
    fix: 'Check your connection, then try again. It goes on where it stopped.',
  },
} as const;

/** media-chrome fades its children while nobody moves; what went wrong must stay. */
const staysVisible = { noautohide: '' };

export function PlayerTrouble({ failure, isRecovering, onRetry }: PlayerTroubleProps) {
  if (failure) {
    return (
      <div
        {...staysVisible}
        slot="centered-chrome"
        role="alert"
        className="absolute inset-0 flex flex-col items-center justify-center gap-2 bg-black/85 p-4 text-center text-sm text-white"
      >
        <p className="font-serif text-xl">{words[failure].title}</p>
        <p className="text-white/80">{words[failure].fix}</p>
        {failure === 'broken' && (
          <button type="button" className="button pointer-events-auto mt-2" onClick={onRetry}>
            <Icon name="retry" className="size-4" />
            Try again
          </button>
        )}
      </div>
    );
  }
  return (
    <p
      {...staysVisible}
      slot="top-chrome"
      role="status"
      className="m-3 self-center rounded-full bg-black/75 px-4 py-1.5 text-sm text-white empty:hidden"
    >
      {isRecovering && 'The connection is shaky, trying again…'}
    </p>
  );
}
