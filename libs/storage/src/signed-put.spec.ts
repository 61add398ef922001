import { describe, expect, it } from 'vitest';
import { checkPutUrl, signPutUrl, uploadSecretFrom, type PutRefusal } from './signed-put.js';

const secret = uploadSecretFrom('a session secret of at least 32 characters');
const key =
  'recordings/0d1f2a3b-0000-4000-8000-000000000001/0d1f2a3b-0000-4000-8000-000000000002/0d1f2a3b-0000-4000-8000-000000000003/000012-0123456789abcdef.m4s';
const md5Base64 = 'n0mvn4HVjbE91KK9HmJpHw==';
const now = new Date('2026-01-01T12:00:00.900Z');
const expiresAt = new Date('2026-01-01T12:05:00.000Z');
const options = { sizeBytes: 1234, md5Base64, contentType: 'video/webm;codecs="vp8,opus"', ttlSec: 300 };

const signed = {
  url:
    `/api/recording-chunks/${key}?` +
    'bytes=1234&md5=n0mvn4HVjbE91KK9HmJpHw%3D%3D&type=video%2Fwebm%3Bcodecs%3D%22vp8%2Copus%22&expires=1767269100&signature=zBqyNaB98zV4CxYDHNrRA7iAo5y8bMYBAsnmsRcMP5U',
  headers: { 'Content-Type': 'video/webm;codecs="vp8,opus"', 'Content-MD5': md5Base64, 'If-None-Match': '*' },
  expiresAt,
};

/** As Node brings them. */
const headers = {
  'content-length': '1234',
  'content-type': 'video/webm;codecs="vp8,opus"',
  'content-md5': md5Base64,
  'if-none-match': '*',
};

const queryOf = (changes: Record<string, string> = {}): URLSearchParams => {
  const query = new URLSearchParams(signed.url.replace(/.*\?/, ''));
  for (const [name, value] of Object.entries(changes)) query.set(name, value);
  return query;
};

const refusalOf = (
  changes: {
    secret?: string;
    key?: string;
    query?: Record<string, string>;
    headers?: Record<string, string | undefined>;
    now?: Date;
  } = {},
): PutRefusal | null => {
  const checked = checkPutUrl(
    changes.secret ?? secret,
    changes.key ?? key,
    queryOf(changes.query),
    { ...headers, ...changes.headers },
    changes.now ?? now,
  );
  return checked.ok ? null : checked.refusal;
};

describe('signPutUrl', () => {
  it('is the same for the same object at the same time', () => {
    expect(signPutUrl(secret, key, options, now)).toEqual(signed);
  });

  it('never holds the secret, and the secret nothing of the session secret', () => {
    expect(secret).toBe('6a6b96213327dded94124ab84acc295c07d99e6136625ebe946ea099758c4906');
    expect(signed.url).not.toContain(secret);
  });
});

describe('checkPutUrl', () => {
  it('gives back what was signed', () => {
    expect(checkPutUrl(secret, key, queryOf(), headers, now)).toEqual({
      ok: true,
      contract: { sizeBytes: 1234, md5Base64, contentType: 'video/webm;codecs="vp8,opus"' },
    });
  });

  it('lets it live until its last millisecond', () => {
    expect(refusalOf({ now: new Date(expiresAt.getTime() - 1) })).toBeNull();
    expect(refusalOf({ now: expiresAt })).toBe('expired');
  });

  it.each<[string, Parameters<typeof refusalOf>[0], PutRefusal]>([
    ['another secret', { secret: uploadSecretFrom('another') }, 'signature'],
    ['another key', { key: key.replace('000012', '000013') }, 'signature'],
    ['another length in the address', { query: { bytes: '1235' } }, 'signature'],
    ['the same length, written otherwise', { query: { bytes: '01234' } }, 'signature'],
    ['another digest in the address', { query: { md5: 'AAAAAAAAAAAAAAAAAAAAAA==' } }, 'signature'],
    ['another type in the address', { query: { type: 'text/html' } }, 'signature'],
    ['a longer life', { query: { expires: '1767300000' } }, 'signature'],
    ['no number as its end', { query: { expires: 'never' } }, 'signature'],
    ['no signature', { query: { signature: '' } }, 'signature'],
    ['a longer signature', { query: { signature: `${queryOf().get('signature')}A` } }, 'signature'],
    ['a signature with letters beyond ASCII', { query: { signature: 'é'.repeat(43) } }, 'signature'],
    ['no condition', { headers: { 'if-none-match': undefined } }, 'signature'],
    ['another condition', { headers: { 'if-none-match': '"e"' } }, 'signature'],
    ['a byte more', { headers: { 'content-length': '1235' } }, 'length'],
    ['no length', { headers: { 'content-length': undefined } }, 'length'],
    ['another type', { headers: { 'content-type': 'video/webm' } }, 'type'],
    ['no type', { headers: { 'content-type': undefined } }, 'type'],
    ['another digest', { headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' } }, 'digest'],
    ['no digest', { headers: { 'content-md5': undefined } }, 'digest'],
  ])('refuses %s', (_what, changes, refusal) => {
    expect(refusalOf(changes)).toBe(refusal);
  });

  it('takes every other spelling of the signature for a wrong one', () => {
    const signature = queryOf().get('signature')!;
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spellings = [...letters].map((letter) => signature.slice(0, -1) + letter);
    expect(spellings.filter((spelling) => refusalOf({ query: { signature: spelling } }) === null)).toEqual([
      signature,
    ]);
  });

  it('keeps key and terms apart', () => {
    const moved = { key: `${key}","1234`, query: { bytes: '' } };
    expect(refusalOf(moved)).toBe('signature');
  });
});
