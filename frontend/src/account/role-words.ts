import type { Role } from '@sluice/vod';

export const roleWords: Record<Role, string> = { admin: 'Administrator', member: 'Member' };
