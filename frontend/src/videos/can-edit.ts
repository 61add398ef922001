import type { UserView, VideoView } from '@sluice/vod';

/** Who may change something that has an owner; the backend has the last word. */
export function canEdit(user: UserView | null, { owner }: Pick<VideoView, 'owner'>): boolean {
  return user !== null && (user.role === 'admin' || user.id === owner.id);
}
