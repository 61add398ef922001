import { RoomClient } from '../../scripts/api/room-client.js';
import { ask, type Answer } from './http.js';

export type RoomGuest = RoomClient<Answer>;

/** The host of a new room, whose every answer can be looked at as it came. */
export const hostRoom = (url: string, accountToken: string, title = 'A room'): Promise<RoomGuest> =>
  RoomClient.host(
    (method, address, request) => {
      const { origin, pathname, search } = new URL(address, url);
      return ask(origin, method, pathname + search, request);
    },
    accountToken,
    { title },
  );
