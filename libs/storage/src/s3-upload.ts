import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { uploadTimeoutMs } from './s3-client.js';

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

/** Bytes whose number nobody knows yet. The last part tells that they are complete; without it there is no object. */
export async function uploadStream(client: S3Client, target: UploadTarget, body: Readable): Promise<void> {
  const params = { ...target, Body: body };
  await new Upload({ client, params, partSize: minPartSizeBytes, queueSize: partsAtOnce }).done();
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
    await upload.done();
  } finally {
    body.destroy();
  }
}
