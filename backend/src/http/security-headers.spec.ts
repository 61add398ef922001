import { readFileSync } from 'node:fs';
import type { Request, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { readBackendSettings } from '../settings.js';
import { securityHeaders } from './security-headers.js';

const nginxFile = new URL('../../../frontend/nginx/security-headers.conf', import.meta.url);
const oneYear = 'max-age=31536000; includeSubDomains';

/** What the backend sends, by lower-case name. */
function sentByBackend(environment: NodeJS.ProcessEnv): Record<string, string> {
  const settings = readBackendSettings({
    DATABASE_URL: 'postgres://127.0.0.1/sluice',
    REDIS_URL: 'redis://127.0.0.1',
    SESSION_SECRET: 'x'.repeat(32),
    ...environment,
  });
  const sent: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => (sent[name.toLowerCase()] = value),
    removeHeader: (name: string) => delete sent[name.toLowerCase()],
  };
  securityHeaders(settings)({} as Request, response as unknown as Response, () => {});
  return sent;
}

/** What nginx sends with these two variables of frontend/nginx/start.sh; it leaves out a header without value. */
function sentByNginx(variables: { $store_origins: string; $strict_transport_security: string }) {
  const headers = [
    ...readFileSync(nginxFile, 'utf8').matchAll(/^add_header (\S+) (?:"([^"]*)"|(\S+)) always;$/gm),
  ].map(([, name = '', quoted, bare]): [string, string] => [
    name.toLowerCase(),
    (quoted ?? bare ?? '')
      .replaceAll('$store_origins', variables.$store_origins)
      .replaceAll('$strict_transport_security', variables.$strict_transport_security),
  ]);
  return Object.fromEntries(headers.filter(([, value]) => value !== ''));
}

describe('security headers', () => {
  it('allow scripts, connections and media of this host alone', () => {
    expect(sentByBackend({})['content-security-policy']).toBe(
      [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
      ].join(';'),
    );
  });

  it.each([
    ['over http', {}, { $store_origins: '', $strict_transport_security: '' }],
    [
      'over https',
      { PUBLIC_URL: 'https://video.example' },
      { $store_origins: '', $strict_transport_security: oneYear },
    ],
    [
      'with media in a bucket',
      {
        STORAGE_DRIVER: 's3',
        S3_BUCKET: 'videos',
        S3_ENDPOINT: 'https://s3.example/',
        S3_ACCESS_KEY_ID: 'id',
        S3_SECRET_ACCESS_KEY: 'key',
      },
      { $store_origins: ' https://s3.example', $strict_transport_security: '' },
    ],
    [
      'with media before a bucket that recordings go to',
      {
        STORAGE_DRIVER: 's3',
        S3_BUCKET: 'videos',
        S3_ENDPOINT: 'https://s3.example/',
        S3_PUBLIC_URL: 'https://cdn.example/videos',
        S3_ACCESS_KEY_ID: 'id',
        S3_SECRET_ACCESS_KEY: 'key',
      },
      { $store_origins: ' https://cdn.example https://s3.example', $strict_transport_security: '' },
    ],
  ])('are the same from the backend and from nginx %s', (_, environment, variables) => {
    expect(sentByNginx(variables)).toEqual(sentByBackend(environment));
  });
});
