import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { quickAnswerTimeoutMs, uploadTimeoutMs } from './s3-client.js';
import { s3CodeOf } from './s3-errors.js';

/** Up to here a file is read into memory and sent in one request, which the SDK can repeat. */
const singleRequestMaxBytes = 16 * 1024 * 1024;

/** At most partSize × queueSize (and the part being read) are in memory for one file. */
const minPartSizeBytes = 8 * 1024 * 1024;
const partsAtOnce = 3;
const maxParts = 10_000;

/** More than that doesn't fit into the parts of a stream, which have the least size: some stores want all parts equal. */
export const streamMaxBytes = minPartSizeBytes * maxParts;

export type UploadTarget = Pick<PutObjectCommandInput, 'Bucket' | 'Key' | 'ContentType' | 'CacheControl'>;

export async function uploadBytes(client: S3Client, target: UploadTarget, body: Buffer): Promise<void> {
  // Some servers answer 411 to a body without a length.
  const command = new PutObjectCommand({ ...target, Body: body, ContentLength: body.length });
  await client.send(command, { requestTimeout: uploadTimeoutMs(body.length) });
}

export async function uploadFile(
  client: S3Client,
  target: UploadTarget,
  filePath: string,
  sizeBytes: number,
): Promise<void> {
  if (sizeBytes <= singleRequestMaxBytes) await uploadBytes(client, target, await readFile(filePath));
  else await uploadInParts(client, target, filePath, sizeBytes);
}

/**
 * Bytes whose number nobody knows yet; `readBytes` tells it once all have been read. The last part tells that they are
 * complete; without it there is no object.
 */
export async function uploadStream(
  client: S3Client,
  target: UploadTarget,
  body: Readable,
  readBytes: () => number,
): Promise<void> {
  const params = { ...target, Body: body };
  const upload = new Upload({ client, params, partSize: minPartSizeBytes, queueSize: partsAtOnce });
  await complete(upload, client, target, readBytes);
}

async function uploadInParts(
  client: S3Client,
  target: UploadTarget,
  filePath: string,
  sizeBytes: number,
): Promise<void> {
  const body = createReadStream(filePath, { highWaterMark: 1024 * 1024 });
  const upload = new Upload({
    client,
    // The length lets it see that the file changed while it was read, and give up.
    params: { ...target, Body: body, ContentLength: sizeBytes },
    partSize: Math.max(minPartSizeBytes, Math.ceil(sizeBytes / maxParts)),
    queueSize: partsAtOnce,
    leavePartsOnError: false,
  });
  try {
    await complete(upload, client, target, () => sizeBytes);
  } finally {
    body.destroy();
  }
}

/**
 * S3 answers NoSuchUpload also when "the multipart upload might have been aborted or completed": whoever never heard that
 * it is complete asks once more, and is told that. Then the object itself says whether all of it is there.
 */
async function complete(
  upload: Upload,
  client: S3Client,
  target: UploadTarget,
  sizeBytes: () => number,
): Promise<void> {
  try {
    await upload.done();
  } catch (error) {
    if (s3CodeOf(error) !== 'NoSuchUpload') throw error;
    if ((await findStoredBytes(client, target)) !== sizeBytes()) throw error;
  }
}

/** null when there is no object, and when that can't be told. */
async function findStoredBytes(client: S3Client, { Bucket, Key }: UploadTarget): Promise<number | null> {
  const command = new HeadObjectCommand({ Bucket, Key });
  const answer = await client.send(command, { requestTimeout: quickAnswerTimeoutMs }).catch(() => null);
  return answer?.ContentLength ?? null;
}
