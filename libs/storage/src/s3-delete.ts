import { createHash } from 'node:crypto';
import { DeleteObjectCommand, DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import { bulkAnswerTimeoutMs, quickAnswerTimeoutMs } from './s3-client.js';
import { nullWhenMissing, s3CodeOf } from './s3-errors.js';

const deletesAtOnce = 16;

/** What servers answer that don't know DeleteObjects, or not with the checksum that we send. */
const bulkDeleteRefusals = new Set([
  'NotImplemented',
  'MethodNotAllowed',
  'InvalidRequest',
  'MalformedXML',
  'MissingContentMD5',
  'InvalidDigest',
  'BadDigest',
]);

export async function deleteOne(client: S3Client, bucket: string, key: string): Promise<void> {
  const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
  await nullWhenMissing(() => client.send(command, { requestTimeout: quickAnswerTimeoutMs }));
}

/** Deletes up to 1000 objects, in one request where the server can. */
export async function deleteMany(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  try {
    await deleteInOneRequest(client, bucket, keys);
  } catch (error) {
    if (!bulkDeleteRefusals.has(s3CodeOf(error))) throw error;
    await deleteOneByOne(client, bucket, keys);
  }
}

async function deleteInOneRequest(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  const Objects = keys.map((Key) => ({ Key }));
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
  sendContentMd5(command);
  const { Errors = [] } = await client.send(command, { requestTimeout: bulkAnswerTimeoutMs });
  const failure = Errors.find(({ Code }) => Code !== 'NoSuchKey');
  if (failure) throw Object.assign(new Error(failure.Message), { name: failure.Code ?? 'unknown' });
}

/**
 * DeleteObjects is the one request that S3 wants a checksum of. The SDK sends CRC32, which servers older than that
 * SDK don't know; Content-MD5 is what every server knows, AWS too.
 */
function sendContentMd5(command: DeleteObjectsCommand): void {
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers, body } = args.request as { headers: Record<string, string>; body: string };
      for (const name of Object.keys(headers)) {
        if (/^x-amz-(checksum-|sdk-checksum-)/i.test(name)) delete headers[name];
      }
      headers['content-md5'] = createHash('md5').update(body).digest('base64');
      return next(args);
    },
    // After the SDK's own checksum, before the signature.
    { name: 'sendContentMd5', step: 'build', priority: 'low' },
  );
}

async function deleteOneByOne(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  const remaining = keys.values();
  const worker = async (): Promise<void> => {
    for (const key of remaining) await deleteOne(client, bucket, key);
  };
  await Promise.all(Array.from({ length: deletesAtOnce }, worker));
}
