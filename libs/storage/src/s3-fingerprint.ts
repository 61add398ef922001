import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  type GetObjectCommandOutput,
  type HeadObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Fingerprint } from './object-storage.js';
import { quickAnswerTimeoutMs } from './s3-client.js';
import { nullWhenMissing, s3CodeOf } from './s3-errors.js';

/** Of an upload in parts it has the number of parts behind it, and other stores make up what they like. */
const plainMd5 = /^[0-9a-f]{32}$/;

/** What the store says without anybody reading the object; 'unknown' when its ETag is not the MD5 of the bytes. */
export async function fingerprintByEtag(
  client: S3Client,
  bucket: string,
  key: string,
): Promise<Fingerprint | 'unknown' | null> {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
  const head = await nullWhenMissing(() => client.send(command, { requestTimeout: quickAnswerTimeoutMs }));
  if (!head) return null;
  // for some seconds after an upload R2's HEAD may have none
  const md5Hex = md5Of(head.ETag ? head : await askForAByte(client, bucket, key));
  return md5Hex === null || head.ContentLength === undefined
    ? 'unknown'
    : { sizeBytes: head.ContentLength, md5Hex };
}

type WithEtag = Pick<
  HeadObjectCommandOutput | GetObjectCommandOutput,
  'ETag' | 'ServerSideEncryption' | 'SSECustomerAlgorithm'
>;

/** Encrypted with somebody's key, an object has an ETag that looks like an MD5 and is none. */
function md5Of({ ETag, ServerSideEncryption = 'AES256', SSECustomerAlgorithm }: WithEtag): string | null {
  const etag = (ETag ?? '').replaceAll('"', '').toLowerCase();
  const ofTheBytes = ServerSideEncryption === 'AES256' && SSECustomerAlgorithm === undefined;
  return ofTheBytes && plainMd5.test(etag) ? etag : null;
}

async function askForAByte(client: S3Client, bucket: string, key: string): Promise<WithEtag> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' });
  try {
    const answer = await client.send(command, { requestTimeout: quickAnswerTimeoutMs });
    if (answer.Body instanceof Readable) answer.Body.destroy();
    return answer;
  } catch (error) {
    // an empty object has no first byte, and a deleted one has none any more: reading will tell
    if (['InvalidRange', 'NoSuchKey'].includes(s3CodeOf(error))) return {};
    throw error;
  }
}
