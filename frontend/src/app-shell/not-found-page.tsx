import { Link } from '@tanstack/react-router';
import { EmptyNotice } from '../controls/empty-notice';
import { usePageTitle } from './use-page-title';

export function NotFoundPage() {
  usePageTitle('Not found');
  return (
    <EmptyNotice icon="search" title="There is nothing at this address">
      <p>The link may be old, or a letter is missing.</p>
      <Link to="/" className="button button-primary">
        Go to the gallery
      </Link>
    </EmptyNotice>
  );
}
