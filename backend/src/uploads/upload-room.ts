/** How much of a file may come before somebody looks at the disk again. */
export const lookEveryBytes = 32 * 1024 ** 2;

/** Room for one upload: what it may take, and how much of that has come. */
export interface UploadRoom {
  id: string;
  /** null when the sender didn't say. */
  announcedBytes: number | null;
  /** Where an upload that wasn't announced ends: what is left of the quota, perhaps Infinity. */
  quotaBytes: number | null;
  receivedBytes: number;
}

/** All that is still to come into these rooms. Of one that wasn't announced, as much as comes until the next look. */
export const stillToCome = (rooms: Iterable<UploadRoom>): number => sumOf(rooms, remainingBytes);

/** What may come into these rooms before each of them has been looked at again. */
export const comingUnseen = (rooms: Iterable<UploadRoom>): number =>
  sumOf(rooms, (room) => Math.min(lookEveryBytes, remainingBytes(room)));

const remainingBytes = ({ announcedBytes, receivedBytes }: UploadRoom): number =>
  announcedBytes === null ? lookEveryBytes : Math.max(0, announcedBytes - receivedBytes);

const sumOf = (rooms: Iterable<UploadRoom>, bytesOf: (room: UploadRoom) => number): number =>
  [...rooms].reduce((sum, room) => sum + bytesOf(room), 0);
