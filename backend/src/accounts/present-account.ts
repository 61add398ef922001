import type { ApiToken, User } from '@sluice/database';
import type { TokenView, UserView } from '@sluice/vod';

export const presentUser = ({ id, email, name, role }: User): UserView => ({ id, email, name, role });

export const presentToken = ({ id, name, createdAt, lastUsedAt, expiresAt }: ApiToken): TokenView => ({
  id,
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  expiresAt: expiresAt?.toISOString() ?? null,
});
