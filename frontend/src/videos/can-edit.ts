import type { UserView, VideoView } from '@sluice/vod';

/** Who may change a video; the backend has the last word. */
export function canEdit(user: UserView | null, video: VideoView): boolean {
  return user !== null && (user.role === 'admin' || user.id === video.owner.id);
}
