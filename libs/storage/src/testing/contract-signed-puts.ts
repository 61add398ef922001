import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { SignedPut, SignPutOptions } from '../object-storage.js';
import { contractOf, md5Base64Of, md5HexOf, newChunkKey, sendPut } from './send-put.js';
import type { StorageBench } from './test-objects.js';
import { listKeys, put, readBytes } from './test-objects.js';

const body = Buffer.from('the bytes of a chunk');
const others = Buffer.from('THE BYTES OF A CHUNK');

type Sent = Pick<SignedPut, 'url' | 'headers'> & { body: Buffer | ReadableStream };

/** What somebody sends who was allowed to send `body` and does something else. */
const wrongs: Record<string, (signed: SignedPut) => Sent> = {
  'a byte more': (signed) => ({ ...signed, body: Buffer.concat([body, body.subarray(0, 1)]) }),
  'a byte less': (signed) => ({ ...signed, body: body.subarray(1) }),
  'no length': (signed) => ({ ...signed, body: new Blob([new Uint8Array(body)]).stream() }),
  'other bytes': (signed) => ({ ...signed, body: others }),
  'other bytes with their own digest': (signed) => ({
    ...changed(signed, { 'Content-MD5': md5Base64Of(others) }),
    body: others,
  }),
  'another type': (signed) => ({ ...changed(signed, { 'Content-Type': 'text/html' }), body }),
  'no type': (signed) => ({ ...without(signed, 'Content-Type'), body }),
  'no digest': (signed) => ({ ...without(signed, 'Content-MD5'), body }),
  'no condition': (signed) => ({ ...without(signed, 'If-None-Match'), body }),
  'another key': (signed) => ({ ...signed, url: signed.url.replace('/000012-', '/000013-'), body }),
  'a longer life': (signed) => ({ ...signed, url: signed.url.replace(/(expires=\d)/i, '$19'), body }),
  'a changed signature': (signed) => ({ ...signed, url: withOtherSignature(signed.url), body }),
  'no signature': (signed) => ({ ...signed, url: signed.url.replace(/\?.*/, ''), body }),
};

const badContracts: Record<string, Partial<SignPutOptions>> = {
  'no bytes': { sizeBytes: 0 },
  'half a byte': { sizeBytes: 1.5 },
  'an MD5 in hex': { md5Base64: md5HexOf(body) },
  'no MD5': { md5Base64: '' },
  'no type': { contentType: '' },
  'a type of two lines': { contentType: 'video/mp4\r\nX: y' },
  'a life of nothing': { ttlSec: 0 },
  'a life without an end': { ttlSec: Number.POSITIVE_INFINITY },
};

export function describeSignedPuts(bench: () => StorageBench): void {
  describe('a signed PUT', () => {
    it('stores the object whole, and answers its digest', async () => {
      const { storage } = bench();
      const [key, film] = [newChunkKey(), randomBytes(3_000_000)];
      const signed = await storage.signPut(key, contractOf(film));
      expect(Object.keys(signed.headers).join().toLowerCase()).not.toContain('length');
      expect(Math.abs(signed.expiresAt.getTime() - Date.now() - 60_000)).toBeLessThan(2000);
      const answer = await sendPut(bench(), signed, film);
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, `"${md5HexOf(film)}"`]);
      expect((await readBytes(storage, key))?.equals(film)).toBe(true);
      expect(await storage.fingerprint(key)).toEqual({ sizeBytes: 3_000_000, md5Hex: md5HexOf(film) });
    });

    it('may have a type with parameters', async () => {
      const { storage } = bench();
      const contentType = 'video/webm;codecs="vp8, opus"';
      const key = newChunkKey();
      const signed = await storage.signPut(key, contractOf(body, { contentType }));
      expect((await sendPut(bench(), signed, body)).status).toBe(200);
    });

    it.each(Object.entries(wrongs))('with %s is refused and stores nothing', async (_what, wrong) => {
      const { storage } = bench();
      const key = newChunkKey();
      const { body: sent, ...request } = wrong(await storage.signPut(key, contractOf(body)));
      expectRefused((await sendPut(bench(), request, sent)).status);
      expect(await listKeys(storage, key.slice(0, key.lastIndexOf('/') + 1))).toEqual([]);
    });

    it('that comes too late is refused and stores nothing', async () => {
      const { storage } = bench();
      const key = newChunkKey();
      const signed = await storage.signPut(key, contractOf(body, { ttlSec: 1 }));
      await sleep(2100);
      expect((await sendPut(bench(), signed, body)).status).toBe(403);
      expect(await storage.stat(key)).toBeNull();
    });

    it('that is sent again says 412 and changes nothing', async () => {
      const { storage } = bench();
      const key = newChunkKey();
      const signed = await storage.signPut(key, contractOf(body));
      expect((await sendPut(bench(), signed, body)).status).toBe(200);
      const { modifiedAt } = (await storage.stat(key))!;
      expect((await sendPut(bench(), signed, body)).status).toBe(412);
      expect(await storage.stat(key)).toEqual({ key, sizeBytes: body.length, modifiedAt });
    });

    it('never replaces an object by another one', async () => {
      const { storage } = bench();
      const key = newChunkKey();
      await put(storage, key, body);
      const signed = [body, others].map((allowed) => storage.signPut(key, contractOf(allowed)));
      for (const each of await Promise.all(signed))
        expectRefused((await sendPut(bench(), each, others)).status);
      expect(await readBytes(storage, key)).toEqual(body);
    });

    it('that is sent many times at once leaves one whole object', async () => {
      const { storage } = bench();
      const [key, film] = [newChunkKey(), randomBytes(400_000)];
      const signed = await storage.signPut(key, contractOf(film));
      const answers = await Promise.all(Array.from({ length: 8 }, () => sendPut(bench(), signed, film)));
      const statuses = new Set(answers.map(({ status }) => status));
      expect(statuses).toContain(200);
      // AWS says 409 to some of them: another one is just being decided on
      expect([...statuses].filter((status) => ![200, 409, 412].includes(status))).toEqual([]);
      expect((await readBytes(storage, key))?.equals(film)).toBe(true);
    });

    it.each(Object.entries(badContracts))('of %s is a bug of the caller', async (_what, changes) => {
      const signing = bench().storage.signPut(newChunkKey(), contractOf(body, changes));
      await expect(signing).rejects.toThrow(TypeError);
    });
  });
}

const expectRefused = (status: number): void => {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
};

const changed = (signed: SignedPut, headers: Record<string, string>): SignedPut => ({
  ...signed,
  headers: { ...signed.headers, ...headers },
});

const without = (signed: SignedPut, name: string): SignedPut => ({
  ...signed,
  headers: Object.fromEntries(Object.entries(signed.headers).filter(([header]) => header !== name)),
});

/** Both stores' signatures have more letters and digits than this one. */
const withOtherSignature = (url: string): string =>
  url.replace(
    /(signature=.)(.)/i,
    (_, before: string, letter: string) => before + (letter === '0' ? '1' : '0'),
  );
