import type {
  AccountInviteView,
  AccountView,
  AuditPage,
  CreateAccountInvite,
  CreateUser,
  NewAccountInviteView,
  UpdateUser,
  UserView,
} from '@sluice/vod';
import { request } from '../http/request';

/** Whose events, and about what; both optional. */
export interface AuditFilter {
  actor?: string;
  subject?: string;
}

export const administrationKeys = {
  users: ['administration', 'users'] as const,
  invites: ['administration', 'invites'] as const,
  audit: (filter: AuditFilter) => ['administration', 'audit', filter] as const,
};

export const listUsers = () => request<{ items: AccountView[] }>('/api/users');
export const createUser = (user: CreateUser) =>
  request<UserView>('/api/users', { method: 'POST', body: user });
export const updateUser = (userId: string, change: UpdateUser) =>
  request<AccountView>(`/api/users/${encodeURIComponent(userId)}`, { method: 'PATCH', body: change });

export const listInvites = () => request<{ items: AccountInviteView[] }>('/api/account-invites');
export const createInvite = (invite: CreateAccountInvite) =>
  request<NewAccountInviteView>('/api/account-invites', { method: 'POST', body: invite });
export const revokeInvite = (inviteId: string) =>
  request<void>(`/api/account-invites/${encodeURIComponent(inviteId)}`, { method: 'DELETE' });

export function loadAudit(
  { actor, subject }: AuditFilter,
  before: string | null,
  signal: AbortSignal,
): Promise<AuditPage> {
  const query = new URLSearchParams();
  if (actor) query.set('actorId', actor);
  if (subject) query.set('subjectId', subject);
  if (before) query.set('before', before);
  return request<AuditPage>(`/api/audit?${query}`, { signal });
}
