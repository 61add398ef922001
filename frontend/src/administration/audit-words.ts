import { catalogue, isErrorCode, type AuditPage } from '@sluice/vod';
import { roleWords } from '../account/role-words';
import { formatBytes } from '../formats/bytes';

export type AuditEvent = AuditPage['items'][number];
type Detail = AuditEvent['detail'];

/** What each operation is called when somebody did it; "of" names the thing where its name is known. */
const deeds: Record<string, (detail: Detail) => string> = {
  Authentication_login: () => 'signed in',
  Authentication_logout: () => 'signed out',
  Authentication_setUp: () => 'became the first administrator',
  Authentication_changePassword: () => 'changed their password',
  Registration_register: () => 'made an account with an invitation',
  Sessions_end: () => 'ended one of their sessions',
  Sessions_endOthers: () => 'ended all of their other sessions',
  ApiTokens_create: (detail) => `made the API token${named(detail)}`,
  ApiTokens_revoke: () => 'revoked an API token',
  Users_create: (detail) => `made the account${named(detail)}${asRole(detail)}`,
  Users_update: (detail) => `changed the account${named(detail)}${accountChanges(detail)}`,
  AccountInvites_create: ({ note, ...detail }) =>
    `made an invitation${asRole(detail)}${text(note) ? ` for “${text(note)}”` : ''}`,
  AccountInvites_revoke: () => 'revoked an invitation',
  Uploads_upload: (detail) => `uploaded${named(detail)}`,
  Videos_update: (detail) => `changed the video${named(detail)}${fieldChanges(detail)}`,
  Videos_delete: () => 'deleted a video',
  Videos_retry: (detail) => `had the video${named(detail)} processed again`,
  Rooms_create: (detail) => `made the room${named(detail)}`,
  Rooms_delete: () => 'deleted a room',
  Rooms_invite: () => 'made a new link for guests of a room',
  Rooms_join: () => 'joined a room',
  Rooms_record: () => 'began to record in a room',
  Recordings_stop: () => 'stopped a recording',
  Recordings_retry: () => 'had a recording processed again',
  Cameras_create: (detail) => `added the camera${named(detail)}`,
  Cameras_test: () => 'looked at a camera’s source',
  Cameras_update: (detail) => `changed the camera${named(detail)}${fieldChanges(detail)}`,
  Cameras_remove: () => 'removed a camera',
  Clips_start: (detail) => `began to record the clip${named(detail)}`,
  Clips_cutPast: (detail) => `cut the clip${named(detail)}`,
  Clips_stop: (detail) => `stopped the clip${named(detail)}`,
  Snapshots_take: () => 'took a snapshot',
  Snapshots_delete: () => 'deleted a snapshot',
};

export const hasWords = (action: string): boolean => action in deeds;

export const isRefusal = ({ detail }: Pick<AuditEvent, 'detail'>): boolean => text(detail.refused) !== '';

/** The sentence without its subject: "deleted a video". An operation without words is told by its name. */
export function describeEvent({ action, detail }: Pick<AuditEvent, 'action' | 'detail'>): string {
  if (isRefusal({ detail })) {
    const code = text(detail.refused);
    const why = isErrorCode(code) ? catalogue[code].title : code;
    return `tried to sign in as ${text(detail.email)}: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
  }
  return deeds[action]?.(detail) ?? `did ${action.replace('_', ': ')}`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const named = ({ name }: Detail): string => (text(name) ? ` “${text(name)}”` : '');

function asRole({ role }: Detail): string {
  if (role !== 'admin' && role !== 'member') return '';
  return ` as ${roleWords[role].toLowerCase()}`;
}

/** ": title, visibility to private". */
function fieldChanges({ fields, visibility }: Detail): string {
  const names = Array.isArray(fields) ? fields.map(String) : [];
  const changes = names.map((name) =>
    name === 'visibility' && text(visibility) ? `visibility to ${text(visibility)}` : name,
  );
  return listed(changes);
}

/** ": role to administrator, switched off". */
function accountChanges({ role, disabled, quotaBytes, quotaVideos }: Detail): string {
  const quota = (value: unknown, format: (amount: number) => string) =>
    typeof value === 'number' ? format(value) : 'the platform’s';
  return listed([
    ...(role === 'admin' || role === 'member' ? [`role to ${roleWords[role].toLowerCase()}`] : []),
    ...(disabled === undefined ? [] : [disabled === true ? 'switched off' : 'switched on']),
    ...(quotaBytes === undefined ? [] : [`space to ${quota(quotaBytes, formatBytes)}`]),
    ...(quotaVideos === undefined ? [] : [`videos to ${quota(quotaVideos, String)}`]),
  ]);
}

const listed = (changes: string[]): string => (changes.length > 0 ? `: ${changes.join(', ')}` : '');
