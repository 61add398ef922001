import { timingSafeEqual } from 'node:crypto';
import { hashSecret, newSecret } from '@sluice/database';
import { parse } from 'cookie';
import type { Response } from 'express';

const cookieName = 'sluice_known_browser';
const lifetimeMs = 365 * 24 * 3600_000;

/**
 * A browser that has signed in to an account keeps a cookie that says so (OWASP calls it a device cookie). It opens
 * nothing: its tries to sign in are counted apart, so that a flood of guesses from elsewhere doesn't lock the owner out.
 */
export function setKnownBrowserCookie(
  response: Response,
  email: string,
  { key, secure }: { key: string; secure: boolean },
): void {
  const browser = newSecret();
  response.cookie(cookieName, `${browser}.${mac(browser, email, key)}`, {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: '/api/auth',
    maxAge: lifetimeMs,
  });
}

/** Which browser of this account's owner sent the cookie; null for all others. */
export function readKnownBrowser(header: string | undefined, email: string, key: string): string | null {
  const [browser = '', given = ''] = (header ? (parse(header)[cookieName] ?? '') : '').split('.');
  const expected = Buffer.from(mac(browser, email, key));
  const isOurs = given.length === expected.length && timingSafeEqual(Buffer.from(given), expected);
  return isOurs ? browser : null;
}

const mac = (browser: string, email: string, key: string): string =>
  hashSecret(`known browser ${browser} ${email}`, key);
