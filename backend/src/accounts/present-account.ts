import type { AccountInvite, ApiToken, Session, User } from '@sluice/database';
import type { AccountInviteView, AccountView, SessionView, TokenView, UserView } from '@sluice/vod';
import type { Used } from './usage.service.js';

export const presentUser = ({ id, email, name, role }: User): UserView => ({ id, email, name, role });

export const presentAccount = (
  user: User,
  { usedBytes, usedVideos }: Used = { usedBytes: 0, usedVideos: 0 },
): AccountView => ({
  ...presentUser(user),
  createdAt: user.createdAt.toISOString(),
  disabledAt: user.disabledAt?.toISOString() ?? null,
  quotaBytes: user.quotaBytes,
  quotaVideos: user.quotaVideos,
  usedBytes,
  usedVideos,
});

export const presentSession = (session: Session, currentId: string): SessionView => ({
  id: session.id,
  createdAt: session.createdAt.toISOString(),
  lastSeenAt: session.lastSeenAt.toISOString(),
  expiresAt: session.expiresAt.toISOString(),
  userAgent: session.userAgent,
  address: session.address,
  isCurrent: session.id === currentId,
});

export const presentInvite = (invite: AccountInvite): AccountInviteView => ({
  id: invite.id,
  role: invite.role,
  note: invite.note,
  createdAt: invite.createdAt.toISOString(),
  expiresAt: invite.expiresAt.toISOString(),
  usedAt: invite.usedAt?.toISOString() ?? null,
  usedBy: invite.usedBy?.name ?? null,
});

export const presentToken = ({ id, name, createdAt, lastUsedAt, expiresAt }: ApiToken): TokenView => ({
  id,
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  expiresAt: expiresAt?.toISOString() ?? null,
});
