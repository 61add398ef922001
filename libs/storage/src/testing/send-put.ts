import { createHash, randomUUID } from 'node:crypto';
import type { SignedPut, SignPutOptions } from '../object-storage.js';
import type { StorageBench } from './test-objects.js';

/** As recordings are laid out. */
export const newChunkKey = (): string =>
  `recordings/${randomUUID()}/${randomUUID()}/${randomUUID()}/000012-0123456789abcdef.m4s`;

export const md5Base64Of = (body: Buffer): string => createHash('md5').update(body).digest('base64');
export const md5HexOf = (body: Buffer): string => createHash('md5').update(body).digest('hex');

export const contractOf = (body: Buffer, changes: Partial<SignPutOptions> = {}): SignPutOptions => ({
  sizeBytes: body.length,
  md5Base64: md5Base64Of(body),
  contentType: 'video/iso.segment',
  ttlSec: 60,
  ...changes,
});

/** Does what a browser does with a signed PUT. */
export async function sendPut(
  { baseUrl }: Pick<StorageBench, 'baseUrl'>,
  { url, headers }: Pick<SignedPut, 'url' | 'headers'>,
  body: Buffer | ReadableStream,
): Promise<Response> {
  const answer = await fetch(new URL(url, baseUrl), { method: 'PUT', headers, body, duplex: 'half' });
  await answer.arrayBuffer();
  return answer;
}
