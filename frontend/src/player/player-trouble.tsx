import type { VideoView } from '@sluice/vod';
import { Icon } from '../controls/icons';

export interface Trouble {
  title: string;
  fix: string;
  canRetry: boolean;
}

const words: Record<'unsupported' | 'broken', Trouble> = {
  unsupported: {
    title: 'This browser cannot play the video',
    fix: 'Open the page in a current Firefox, Chrome, Edge or Safari.',
    canRetry: false,
  },
  broken: {
    title: 'The video stopped and could not be resumed',
    fix: 'Check your connection, then try again. It goes on where it stopped.',
    canRetry: true,
  },
};

/** What keeps a video from being watched on, if anything does. */
export function troubleOf(
  failure: 'unsupported' | 'broken' | null,
  { status, error, clip }: VideoView,
  isStarving: boolean,
): Trouble | null {
  // The part that is buffered is played to its end before people hear that there will be no more.
  if (status === 'failed' && !clip?.isPreview)
    return isStarving
      ? {
          title: error?.title ?? 'Processing failed',
          fix: 'This is all of the video that could be prepared.',
          canRetry: false,
        }
      : null;
  return failure && words[failure];
}

/** media-chrome fades its children while nobody moves; what went wrong must stay. */
const staysVisible = { noautohide: '' };

export function PlayerTrouble({ trouble, onRetry }: { trouble: Trouble; onRetry: () => void }) {
  return (
    <div
      {...staysVisible}
      slot="centered-chrome"
      role="alert"
      className="absolute inset-0 flex flex-col items-center justify-center gap-2 bg-black/85 p-4 text-center text-sm text-white"
    >
      <p className="font-serif text-xl">{trouble.title}</p>
      <p className="text-white/80">{trouble.fix}</p>
      {trouble.canRetry && (
        <button type="button" className="button pointer-events-auto mt-2" onClick={onRetry}>
          <Icon name="retry" className="size-4" />
          Try again
        </button>
      )}
    </div>
  );
}
