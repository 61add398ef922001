import type { ThrottlerOptions } from '@nestjs/throttler';
import type { AuthenticatedRequest } from '../http/access.decorator.js';
import type { BackendSettings } from '../settings.js';
import { readKnownBrowser } from './known-browser.js';

/**
 * Guessing passwords: ten tries a minute from one network, and thirty in ten minutes at one account from anywhere.
 * Browsers in which the account's owner has signed in before have thirty of their own.
 */
export const loginLimits = ({ SESSION_SECRET }: BackendSettings): ThrottlerOptions[] => [
  { name: 'default', ttl: 60_000, limit: 10 },
  {
    name: 'account',
    ttl: 600_000,
    limit: 30,
    getTracker: (request) => whoseAccount(request as AuthenticatedRequest, SESSION_SECRET),
  },
];

function whoseAccount({ body, user, ip, headers }: AuthenticatedRequest, key: string): string {
  const email = (body as { email?: unknown } | undefined)?.email;
  if (typeof email !== 'string') return user?.id ?? String(ip);
  const account = email.toLowerCase();
  return `${account} ${readKnownBrowser(headers.cookie, account, key) ?? ''}`;
}
