import { readInvite, withoutInvite } from './invite-fragment';

/** Who this browser is in a room; the token proves it. */
export interface RoomIdentity {
  participantId: string;
  name: string;
  isHost: boolean;
  token: string;
}

const identityKey = (roomId: string) => `sluice-room-${roomId}`;
const inviteKey = (roomId: string) => `sluice-invite-${roomId}`;
const insideKey = (roomId: string) => `sluice-inside-${roomId}`;
const nameKey = 'sluice-name';
const recordsKey = 'sluice-records';

/** Storage is barred in some private windows: then nothing is remembered, and everything else still works. */
function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}

/** Takes the invitation out of the address bar, where everybody who looks at the screen could read it. */
export function takeInvite(roomId: string): string | null {
  const { hash, pathname, search } = window.location;
  const invite = readInvite(hash);
  if (invite === null) return attempt(() => sessionStorage.getItem(inviteKey(roomId)));
  attempt(() => sessionStorage.setItem(inviteKey(roomId), invite));
  window.history.replaceState(window.history.state, '', pathname + search + withoutInvite(hash));
  return invite;
}

/** A second person in another tab of this browser is remembered by that tab only. */
export function loadIdentity(roomId: string): RoomIdentity | null {
  const stored = attempt(
    () => sessionStorage.getItem(identityKey(roomId)) ?? localStorage.getItem(identityKey(roomId)),
  );
  return stored === null ? null : attempt(() => JSON.parse(stored) as RoomIdentity);
}

export function saveIdentity(roomId: string, identity: RoomIdentity, inThisTabOnly: boolean): void {
  const storage = () => (inThisTabOnly ? sessionStorage : localStorage);
  attempt(() => storage().setItem(identityKey(roomId), JSON.stringify(identity)));
  // Pages of this site look for unfinished uploads only in browsers that have been in a room.
  attempt(() => localStorage.setItem(recordsKey, 'yes'));
}

/** What this tab knows counts first, so it goes first: the person of another tab is left alone. */
export function forgetIdentity(roomId: string): void {
  const isThisTabs = attempt(() => sessionStorage.getItem(identityKey(roomId))) !== null;
  attempt(() => (isThisTabs ? sessionStorage : localStorage).removeItem(identityKey(roomId)));
}

export const hasBeenInARoom = () => attempt(() => localStorage.getItem(recordsKey)) !== null;

/** A tab that was inside goes back inside when it is reloaded; one that left, or is new, sees the lobby. */
export const wasInside = (roomId: string) =>
  attempt(() => sessionStorage.getItem(insideKey(roomId))) !== null;
export function rememberInside(roomId: string, isInside: boolean): void {
  attempt(() =>
    isInside
      ? sessionStorage.setItem(insideKey(roomId), 'yes')
      : sessionStorage.removeItem(insideKey(roomId)),
  );
}

export const loadName = () => attempt(() => localStorage.getItem(nameKey)) ?? '';
export const saveName = (name: string) => attempt(() => localStorage.setItem(nameKey, name));

export interface InviteLink {
  url: string;
  expiresAt: string;
}

const linkKey = (roomId: string) => `sluice-invite-link-${roomId}`;

/** The owner's browser keeps the link: asking for it anew would make the one that others have useless. */
export function loadInviteLink(roomId: string): InviteLink | null {
  return attempt(() => JSON.parse(localStorage.getItem(linkKey(roomId)) ?? 'null') as InviteLink | null);
}
export const saveInviteLink = (roomId: string, link: InviteLink) =>
  attempt(() => localStorage.setItem(linkKey(roomId), JSON.stringify(link)));
