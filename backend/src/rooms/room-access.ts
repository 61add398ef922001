import type { Participant, Room } from '@sluice/database';
import { SluiceError, type UserView } from '@sluice/vod';

/** Somebody who asks for something of a room: with a participant's token, with an account, or with both. */
export interface RoomCaller {
  participant: Participant | null;
  user: UserView | null;
}

export const mayManage = (user: UserView | null, room: Pick<Room, 'owner'>): boolean =>
  user !== null && (user.role === 'admin' || user.id === room.owner.id);

/** Nobody learns of a room that they are not in: `room_not_found` for all of them. */
export function requireInRoom({ participant, user }: RoomCaller, room: Room | null): Room {
  const isIn = room !== null && (participant?.roomId === room.id || mayManage(user, room));
  if (!room || !isIn) throw new SluiceError('room_not_found');
  return room;
}
