import { describe, expect, it } from 'vitest';
import { createTokenSchema, createUserSchema, loginSchema, setupSchema } from './account-requests.js';

const person = { email: 'ada@example.org', name: 'Ada', password: 'ten letters' };

describe('loginSchema', () => {
  it('knows an email in any case', () => {
    expect(loginSchema.parse({ email: 'Ada@Example.ORG', password: 'x' })).toEqual({
      email: 'ada@example.org',
      password: 'x',
    });
  });

  it.each([
    {},
    { email: 'ada@example.org' },
    { email: 'ada', password: 'x' },
    { email: 'ada@example.org', password: '' },
    { email: 'ada@example.org', password: 'x'.repeat(201) },
    { email: `${'a'.repeat(300)}@example.org`, password: 'x' },
    { email: 'ada@example.org', password: 'x', role: 'admin' },
    { email: { $gt: '' }, password: 'x' },
  ])('refuses %j', (body) => {
    expect(loginSchema.safeParse(body).success).toBe(false);
  });
});

describe('createUserSchema', () => {
  it('makes a member unless told otherwise', () => {
    expect(createUserSchema.parse(person)).toEqual({ ...person, role: 'member' });
    expect(createUserSchema.parse({ ...person, role: 'admin' })).toEqual({ ...person, role: 'admin' });
  });

  it.each([
    { ...person, password: 'too short' },
    { ...person, password: 'x'.repeat(201) },
    { ...person, name: '  ' },
    { ...person, name: 'A\nB' },
    { ...person, name: 'x'.repeat(81) },
    { ...person, role: 'owner' },
    { ...person, id: '1' },
  ])('refuses %j', (body) => {
    expect(createUserSchema.safeParse(body).success).toBe(false);
  });
});

describe('setupSchema', () => {
  it('needs the token of the link', () => {
    expect(setupSchema.safeParse({ ...person, token: 't' }).success).toBe(true);
    expect(setupSchema.safeParse(person).success).toBe(false);
    expect(setupSchema.safeParse({ ...person, token: '' }).success).toBe(false);
  });
});

describe('createTokenSchema', () => {
  it('never expires unless told otherwise', () => {
    expect(createTokenSchema.parse({ name: 'CI' })).toEqual({ name: 'CI', expiresInDays: null });
  });

  it.each([0, -1, 3651, 1.5, '30'])('refuses %j days', (expiresInDays) => {
    expect(createTokenSchema.safeParse({ name: 'CI', expiresInDays }).success).toBe(false);
  });
});
