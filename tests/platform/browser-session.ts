import { expect } from 'vitest';
import { cookieOf, signIn } from './accounts.js';
import { ask, type Answer } from './http.js';
import type { TestPlatform } from './test-platform.js';

/** A signed-in browser, without the browser; at an address of its own, since some routes count tries. */
export interface BrowserSession {
  cookie: string;
  address: string;
  call: (method: string, path: string, json?: object) => Promise<Answer>;
}

let addresses = 0;
export const newAddress = (): string => {
  addresses++;
  return `198.18.${addresses >> 8}.${addresses & 255}`;
};

export const withCookie = (url: string, cookie: string, address = newAddress()): BrowserSession => ({
  cookie,
  address,
  call: (method, path, json) =>
    ask(url, method, path, { headers: { cookie, 'x-forwarded-for': address }, ...(json && { json }) }),
});

export async function openSession(
  platform: TestPlatform,
  credentials: { email: string; password: string },
  headers: Record<string, string> = {},
): Promise<BrowserSession> {
  const address = newAddress();
  const answer = await signIn(platform, credentials, { 'x-forwarded-for': address, ...headers });
  expect(answer.status, answer.text).toBe(200);
  return withCookie(platform.url, cookieOf(answer), address);
}
