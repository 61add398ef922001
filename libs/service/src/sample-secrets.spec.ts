import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSampleSecret, passwordOf } from './sample-secrets.js';

describe('isSampleSecret', () => {
  it.each([
    'changeme',
    'change-me-please',
    'your-secret',
    'postgres',
    'sluice',
    'password1234',
    'Passw0rd!',
    'minioadmin',
    'secretsecretsecretsecretsecretsecret',
    'x'.repeat(64),
    'abcabcabcabcabcabcabcabcabcabcabcabc',
    '1234567890',
    '01234567890123456789012345678901',
    'test',
  ])('knows %s', (secret) => {
    expect(isSampleSecret(secret)).toBe(true);
  });

  it.each([
    'a long enough password',
    'correct horse battery staple',
    'Kzf8-Wq2n-Xtest-91bV',
    '8c1f0b6e9a7d4c3fb2e5a6d7c8b9e0f1a2b3c4d5e6f70819',
  ])('takes %s', (secret) => {
    expect(isSampleSecret(secret)).toBe(false);
  });

  it('takes whatever openssl makes', () => {
    for (let count = 0; count < 500; count++) {
      expect(isSampleSecret(randomBytes(24).toString('hex'))).toBe(false);
      expect(isSampleSecret(randomBytes(24).toString('base64'))).toBe(false);
    }
  });
});

it('finds the password in an address', () => {
  expect(passwordOf('postgres://sluice:p%40ss@db:5432/sluice')).toBe('p@ss');
  expect(passwordOf('postgres://sluice@db/sluice')).toBeNull();
});
