import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import openApi from '../../../backend/openapi.json' with { type: 'json' };
import { openSession, type BrowserSession } from '../../platform/browser-session.js';
import { ask } from '../../platform/http.js';
import { admin, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { trustRow } from '../trust-row.js';

const changing = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.keys(methods)
    .filter((method) => method !== 'get')
    .map((method) => ({ method: method.toUpperCase(), path })),
);

/** What browsers say of a page of somebody else that sends a form or a script's request. */
const elsewhere: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost:1' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site', origin: 'https://evil.localhost' },
];
const bodies = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'];

describe('requests that other sites have a browser send', () => {
  let platform: TestPlatform;
  let boss: BrowserSession;

  beforeAll(async () => {
    platform = await startTestPlatform();
    boss = await openSession(platform, admin);
  });
  afterAll(() => platform?.close());

  trustRow(
    "CSRF: every route that changes something, with an administrator's cookie, from five kinds of elsewhere, in three kinds of body",
    '0 let through',
    async (row) => {
      const cases = changing.flatMap((route) =>
        elsewhere.flatMap((headers) => bodies.map((type) => ({ ...route, headers, type }))),
      );
      const letThrough: string[] = [];
      for (const { method, path, headers, type } of cases) {
        const address = path.replaceAll(/\{\w+\}/g, () => randomUUID());
        const { status, text } = await ask(platform.url, method, address, {
          headers: { cookie: boss.cookie, 'content-type': type, ...headers },
          body: '{}',
        });
        if (status !== 403 || !text.includes('"cross_site_request"'))
          letThrough.push(`${method} ${path} ${type} ${JSON.stringify(headers)}: ${status}`);
      }
      row.figure(`${letThrough.length} of ${cases.length}, ${changing.length} routes`);
      expect(changing.length).toBeGreaterThan(30);
      expect(letThrough).toEqual([]);
      // the cookie was good all the while
      expect((await boss.call('GET', '/api/users')).status).toBe(200);
    },
  );
});
