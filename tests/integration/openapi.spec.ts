import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  accountInviteListSchema,
  accountListSchema,
  aliveSchema,
  auditPageSchema,
  catalogue,
  isErrorCode,
  meSchema,
  newAccountInviteSchema,
  problemSchema,
  readinessSchema,
  tokenListSchema,
  usageSchema,
  userSchema,
  videoPageSchema,
  videoSchema,
} from '@sluice/vod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z, type ZodType } from 'zod';
import { describeApi } from '../../backend/src/openapi/describe-api.js';
import { projectRoot } from '../../scripts/start/platform.js';
import { makeAccount } from '../platform/accounts.js';
import { ask, multipart, multipartType, type Question } from '../platform/http.js';
import { noise } from '../platform/bad-files.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

const contentSchema = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }));
const responseSchema = z.object({ description: z.string().min(1), content: contentSchema.optional() });
const operationSchema = z.object({
  operationId: z.string(),
  parameters: z
    .array(
      z.object({ name: z.string(), in: z.enum(['path', 'query']), schema: z.object({}).loose() }).loose(),
    )
    .default([]),
  responses: z.record(z.string(), responseSchema),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

const committed = readFileSync(join(projectRoot, 'backend/openapi.json'), 'utf8');
const document = documentSchema.parse(JSON.parse(committed));
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...operation,
    path,
    method,
    name: `${method.toUpperCase()} ${path}`,
  })),
);

describe('the description of the API', () => {
  it('is what the routes say (if not: npm run openapi)', async () => {
    expect(committed).toBe(await describeApi());
  });

  it('names each operation once', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('points to schemas that are there', () => {
    const references = [...committed.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name!);
    expect(references.length).toBeGreaterThan(20);
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining([...new Set(references)]),
    );
  });

  it.each(operations)(
    '$name: an answer with a schema, and problems for what can go wrong',
    ({ responses, path }) => {
      const statuses = Object.keys(responses);
      const good = statuses.filter((status) => status.startsWith('2'));
      expect(good).toHaveLength(1);
      if (good[0] !== '204') expect(Object.keys(responses[good[0]!]!.content ?? {})).toHaveLength(1);
      else expect(responses['204']!.content).toBeUndefined();
      for (const status of statuses.filter(
        (one) => Number(one) >= 400 && !(path.endsWith('/ready') && one === '503'),
      ))
        expect(responses[status]!.content, status).toEqual({
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        });
    },
  );

  it.each(operations)('$name: its errors stand in the catalogue, under their status', ({ responses }) => {
    for (const [status, { description }] of Object.entries(responses)) {
      const codes = [...description.matchAll(/`(\w+)`/g)].map(([, code]) => code!);
      for (const code of codes) {
        expect(isErrorCode(code), code).toBe(true);
        if (isErrorCode(code)) expect(catalogue[code].status).toBe(Number(status));
      }
      if (Number(status) >= 400 && status !== '503') expect(codes.length, status).toBeGreaterThan(0);
    }
  });

  it.each(operations)('$name: its parameters are the ones of its path', ({ path, parameters }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath);
  });

  it.each(operations.filter(({ path, method }) => method !== 'get' || /\{|users|tokens/.test(path)))(
    '$name: says that it can be refused',
    ({ responses }) => {
      const all = Object.values(responses)
        .map(({ description }) => description)
        .join();
      expect(all).toMatch(
        /`(unauthenticated|participant_unknown|invalid_credentials|setup_link_invalid|cross_site_request|video_not_found)`/,
      );
    },
  );
});

describe('what the running platform answers', () => {
  let platform: TestPlatform;
  let token: string;
  let videoId: string;

  beforeAll(async () => {
    platform = await startTestPlatform();
    token = (await makeAccount(platform, 'boss', { role: 'admin' })).token;
    const body = multipart([{ name: 'file', fileName: 'noise.mp4', content: noise(500) }]);
    const answer = await ask(platform.url, 'POST', '/api/videos', {
      token,
      body,
      headers: { 'content-type': multipartType },
    });
    expect(answer.status).toBe(201);
    videoId = strictly(videoSchema).parse(JSON.parse(answer.text)).id;
    await platform.api.follow(videoId);
  });
  afterAll(() => platform?.close());

  it('its description is the committed one', async () => {
    const served = await ask(platform.url, 'GET', '/api/openapi.json');
    expect(JSON.parse(served.text)).toEqual(JSON.parse(committed));
    expect((await ask(platform.url, 'GET', '/api/docs')).status).toBe(200);
  });

  const person = { email: 'new@example.org', name: 'New', password: 'quite a long password' };
  const answers: [string, string, () => string, number, ZodType, Question][] = [
    ['Health_alive', 'GET', () => '/api/health', 200, aliveSchema, {}],
    ['Health_ready', 'GET', () => '/api/health/ready', 200, readinessSchema, {}],
    ['Videos_list', 'GET', () => '/api/videos', 200, videoPageSchema, {}],
    ['Videos_load', 'GET', () => `/api/videos/${videoId}`, 200, videoSchema, {}],
    [
      'Videos_update',
      'PATCH',
      () => `/api/videos/${videoId}`,
      200,
      videoSchema,
      { json: { title: 'Noise' } },
    ],
    ['Videos_retry', 'POST', () => `/api/videos/${videoId}/retry`, 409, problemSchema, {}],
    ['Authentication_me', 'GET', () => '/api/auth/me', 200, meSchema, {}],
    ['Authentication_used', 'GET', () => '/api/auth/usage', 200, usageSchema, {}],
    ['Users_list', 'GET', () => '/api/users', 200, accountListSchema, {}],
    ['Users_create', 'POST', () => '/api/users', 201, userSchema, { json: person }],
    [
      'AccountInvites_create',
      'POST',
      () => '/api/account-invites',
      201,
      newAccountInviteSchema,
      { json: {} },
    ],
    ['AccountInvites_list', 'GET', () => '/api/account-invites', 200, accountInviteListSchema, {}],
    ['Audit_list', 'GET', () => '/api/audit', 200, auditPageSchema, {}],
    ['ApiTokens_create', 'POST', () => '/api/auth/tokens', 403, problemSchema, { json: { name: 'x' } }],
    ['ApiTokens_list', 'GET', () => '/api/auth/tokens', 200, tokenListSchema, {}],
  ];
  it.each(answers)(
    '%s: %s answers as described, and nothing besides',
    async (id, method, path, status, schema, question) => {
      const answer = await ask(platform.url, method, path(), { token, ...question });
      expect(answer.status, answer.text).toBe(status);
      strictly(schema).parse(JSON.parse(answer.text));
      const described = operations.find(({ operationId }) => operationId === id)!.responses[status]!.content!;
      expect(Object.keys(described)).toContain(answer.headers['content-type']!.split(';')[0]);
    },
  );
});

/** The same schema, for which a field that it doesn't know is an error too. */
function strictly<Schema extends ZodType>(schema: Schema): Schema {
  return (schema instanceof z.ZodObject ? schema.strict() : schema) as Schema;
}
