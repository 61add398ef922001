import { Link } from '@tanstack/react-router';
import { EmptyNotice } from '../controls/empty-notice';
import { SetupNotice } from '../session/setup-notice';
import { useMe } from '../session/use-me';
import type { VideoFilter } from '../videos/video-keys';

/** Why the gallery shows nothing, and the way on from there. */
export function GalleryEmpty({ filter }: { filter: VideoFilter }) {
  const { data: me } = useMe();

  if (filter.q || filter.status) {
    return (
      <EmptyNotice icon="search" title="Nothing found">
        <p>
          {filter.q
            ? `No title contains “${filter.q}”${filter.status ? ' in this state' : ''}.`
            : 'No video is in this state.'}
        </p>
        <Link to="/" className="button">
          Show all videos
        </Link>
      </EmptyNotice>
    );
  }
  if (me?.user) {
    return (
      <EmptyNotice icon="library" title="The shelves are empty">
        <p>Drop a video anywhere on this page, or choose one.</p>
        <Link to="/upload" className="button button-primary">
          Upload the first video
        </Link>
      </EmptyNotice>
    );
  }
  return (
    <EmptyNotice icon="library" title="No public videos yet">
      <p>Sign in to add some, or come back later.</p>
      {me?.setupNeeded && <SetupNotice />}
      <Link to="/sign-in" search={{ next: '/' }} className="button button-primary">
        Sign in
      </Link>
    </EmptyNotice>
  );
}
