import type { Video } from '@sluice/database';
import type { UserView } from '@sluice/vod';

/** What one person may do to one video. */
export const mayEdit = (user: UserView | null, video: Video): boolean =>
  user !== null && (user.role === 'admin' || user.id === video.owner.id);

/** Unlisted is for whoever has the address; private for the owner and administrators. */
export const mayView = (user: UserView | null, video: Pick<Video, 'visibility' | 'owner'>): boolean =>
  video.visibility !== 'private' || mayEdit(user, video as Video);

/** What everybody sees in the gallery: public videos that can be played. */
export const isListedForAll = (video: Video): boolean =>
  video.visibility === 'public' && video.playableAt !== null;
