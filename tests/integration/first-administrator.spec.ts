import { accountListSchema, meSchema } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, signIn } from '../platform/accounts.js';
import { ask, expectProblem } from '../platform/http.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

describe('a platform without ADMIN_EMAIL', () => {
  const person = { email: 'First@Example.org', name: 'First', password: 'the first password here' };
  let platform: TestPlatform;
  let token: string;

  beforeAll(async () => {
    platform = await startTestPlatform({ settings: { ADMIN_EMAIL: '', ADMIN_PASSWORD: '' } });
  });
  afterAll(() => platform?.close());

  const setUp = (json: object) => ask(platform.url, 'POST', '/api/auth/setup', { json });
  const me = async () => meSchema.parse(JSON.parse((await ask(platform.url, 'GET', '/api/auth/me')).text));
  const setupUrls = (): string[] =>
    platform.log.flatMap((line) => /"setupUrl":"([^"]+)"/.exec(line)?.[1] ?? []);

  it('prints a link with which the first administrator is made', async () => {
    await eventually('the link is printed', () => setupUrls().length === 1);
    const link = new URL(setupUrls()[0]!);
    expect(link.origin).toBe(platform.url);
    expect(link.pathname).toBe('/setup');
    token = link.searchParams.get('token')!;
    expect(token).toMatch(/^[\w-]{43}$/);
    expect((await me()).setupNeeded).toBe(true);
  });

  it('refuses a wrong token and a weak password', async () => {
    const wrong = [`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, 'x', `${token}x`];
    for (const other of wrong) expectProblem(await setUp({ ...person, token: other }), 'setup_link_invalid');
    expectProblem(await setUp({ ...person, token: '' }), 'validation_failed');
    expectProblem(await setUp({ ...person, token, password: 'short' }), 'validation_failed');
    expect((await me()).setupNeeded).toBe(true);
  });

  it('makes one administrator of two who come at the same time, and signs them in', async () => {
    const answers = await Promise.all([
      setUp({ ...person, token }),
      setUp({ ...person, email: 'second@example.org', token }),
    ]);
    const made = answers.find(({ status }) => status === 201)!;
    expectProblem(
      answers.find(({ status }) => status === 409)!,
      'setup_closed',
    );
    const { user } = meSchema.parse(JSON.parse(made.text));
    expect(user).toMatchObject({ role: 'admin' });
    const users = await ask(platform.url, 'GET', '/api/users', { headers: { cookie: cookieOf(made) } });
    expect(accountListSchema.parse(JSON.parse(users.text)).items).toEqual([expect.objectContaining(user!)]);
    expect((await signIn(platform, { email: user!.email, password: person.password })).status).toBe(200);
  });

  it('is closed from then on, also after a restart', async () => {
    expectProblem(await setUp({ ...person, email: 'third@example.org', token }), 'setup_closed');
    const ready = () =>
      platform.log.filter((line) => line.includes('"msg":"ready"') && line.includes('"port"')).length;
    const before = ready();
    process.kill(platform.backend.pid(), 'SIGTERM');
    await eventually('the backend is back', () => ready() > before);
    expect(setupUrls()).toHaveLength(1);
    expect((await me()).setupNeeded).toBe(false);
  });
});
