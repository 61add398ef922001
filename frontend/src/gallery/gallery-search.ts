import { videoStatuses } from '@sluice/vod';
import type { VideoFilter } from '../videos/video-keys';

const searchMaxLength = 200;

/** The gallery's part of the address; what it does not know it drops, so that old links still open. */
export function parseGallerySearch({ q, status }: Record<string, unknown>): VideoFilter {
  const words = typeof q === 'string' ? q.trim().slice(0, searchMaxLength) : '';
  const known = videoStatuses.find((name) => name === status);
  return { ...(words !== '' && { q: words }), ...(known && { status: known }) };
}
