import { createHash, randomUUID } from 'node:crypto';
import { SluiceError } from '@sluice/vod';
import { checksPrefix } from './check-storage.js';
import { corsProblem, exposesEtag, preflight } from './cors-preflight.js';
import type { ObjectStorage, SignedPut } from './object-storage.js';

export interface BrowserUploadCheck {
  name: string;
  ok: boolean;
  /** What was found; never an address with its signature. */
  detail: string;
  /** Empty when there is nothing to mend. */
  fix: string;
}

const answerTimeoutMs = 10_000;

const fixes = {
  signing: 'Give the store the secret that the backend signs with.',
  address: 'Set S3_ENDPOINT to an https address that browsers reach; a page with https may send to no other.',
  preflight: 'Set the CORS rule of docs/operations.md ("Recording rooms with S3/R2") on the bucket.',
  'wrong bytes':
    'This store does not check Content-MD5, so nobody notices damage on the way: use another one.',
  upload: 'Look at what the store answered; its key must be allowed to put objects (s3:PutObject).',
  etag: 'Add ETag to ExposeHeaders of the CORS rule; docs/operations.md has the whole rule.',
  deleting: 'The key of the store must be allowed to delete objects (s3:DeleteObject).',
};

/**
 * Does what the browser of somebody who records does, and says what a browser would not have been allowed. `origin` is
 * where the pages are; `baseUrl` is who takes what the local store has signed, as this machine reaches it.
 */
export async function checkBrowserUploads(
  storage: ObjectStorage,
  origin: string,
  baseUrl = origin,
): Promise<BrowserUploadCheck[]> {
  const checks: BrowserUploadCheck[] = [];
  const pages = new URL(origin).origin;
  const check = async (name: keyof typeof fixes, work: () => Promise<string>): Promise<boolean> => {
    const found = await work().then(
      (detail) => ({ ok: true, detail, fix: '' }),
      (error: unknown) => ({ ok: false, detail: detailOf(error), fix: fixes[name] }),
    );
    checks.push({ name, ...found });
    return found.ok;
  };

  const key = `${checksPrefix}${randomUUID()}.m4s`;
  const body = Buffer.from(`sent at ${new Date().toISOString()}`);
  let signed!: SignedPut;
  const canSign = await check('signing', async () => {
    signed = await storage.signPut(key, contractFor(body));
    return storage.description;
  });
  if (!canSign) return checks;
  // a path is one of the pages' own origin: browsers ask nobody's leave for it
  const isForeign = new URL(signed.url, pages).origin !== pages;
  const url = new URL(signed.url, baseUrl);
  const send = (bytes: Buffer): Promise<Response> => sendAs(pages, url, signed.headers, bytes);
  if (isForeign) {
    await check('address', async () => safeAddress(url, pages));
    await check('preflight', () => preflight(url, pages, signed.headers, answerTimeoutMs));
  }
  await check('wrong bytes', async () => {
    const { status } = await send(Buffer.from(body).fill('x'));
    if (status >= 400 && status < 500 && !(await storage.fingerprint(key))) return `refused with ${status}`;
    await storage.delete(key);
    throw new Error(`other bytes than were signed were answered with ${status}`);
  });
  let answer: Response | undefined;
  const isStored = await check('upload', async () => {
    answer = await send(body);
    if (answer.status !== 200) throw new Error(`answered with ${answer.status}`);
    const stored = await storage.fingerprint(key);
    if (stored?.md5Hex !== md5Of(body).toString('hex')) throw new Error('not what was sent is stored');
    return `${stored.sizeBytes} bytes`;
  });
  if (isStored) await check('etag', async () => readableEtag(answer!, isForeign ? pages : null));
  await check('deleting', () => storage.delete(key).then(() => 'done'));
  return checks;
}

const md5Of = (bytes: Buffer): Buffer => createHash('md5').update(bytes).digest();

const contractFor = (body: Buffer) => ({
  sizeBytes: body.length,
  md5Base64: md5Of(body).toString('base64'),
  contentType: 'video/iso.segment',
  ttlSec: 60,
});

async function sendAs(
  origin: string,
  url: URL,
  headers: Record<string, string>,
  body: Buffer,
): Promise<Response> {
  const signal = AbortSignal.timeout(answerTimeoutMs);
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { ...headers, Origin: origin },
    body: new Uint8Array(body),
    signal,
  });
  await answer.arrayBuffer();
  return answer;
}

function safeAddress(url: URL, origin: string): string {
  if (origin.startsWith('https:') && url.protocol !== 'https:')
    throw new Error(`${url.origin} is no https address, and the pages are at ${origin}`);
  return url.origin;
}

function readableEtag(answer: Response, foreignOrigin: string | null): string {
  const etag = answer.headers.get('etag');
  if (!etag) throw new Error('the answer has no ETag');
  const problem = foreignOrigin && corsProblem(answer, foreignOrigin);
  if (problem) throw new Error(problem);
  if (foreignOrigin && !exposesEtag(answer)) throw new Error('pages may not read the ETag');
  return etag;
}

/** fetch hides what happened in the cause of its error. */
function detailOf(error: unknown): string {
  if (error instanceof SluiceError) return error.detail;
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ? `${message} (${cause.code})` : message;
}
