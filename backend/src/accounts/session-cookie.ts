import { parse } from 'cookie';
import type { Response } from 'express';

const cookieName = 'sluice_session';
export const sessionLifetimeMs = 30 * 24 * 3600_000;

export const readSessionCookie = (header: string | undefined): string | null =>
  header ? (parse(header)[cookieName] ?? null) : null;

/** HTTP-only and SameSite: no script reads it, and other sites' forms don't carry it. */
export function setSessionCookie(response: Response, secret: string, secure: boolean): void {
  response.cookie(cookieName, secret, {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: '/',
    maxAge: sessionLifetimeMs,
  });
}

export function clearSessionCookie(response: Response, secure: boolean): void {
  response.clearCookie(cookieName, { httpOnly: true, sameSite: 'lax', secure, path: '/' });
}
