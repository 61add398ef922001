import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type MultipartUpload,
  type S3Client,
} from '@aws-sdk/client-s3';
import { bulkAnswerTimeoutMs, quickAnswerTimeoutMs } from './s3-client.js';
import { s3CodeOf } from './s3-errors.js';

/** Aborts the uploads below a prefix that began longer ago than this; answers how many there were. */
export async function abortStaleUploads(
  client: S3Client,
  bucket: string,
  prefix: string,
  olderThanSec: number,
): Promise<number> {
  const staleBefore = Date.now() - olderThanSec * 1000;
  let aborted = 0;
  for await (const { Key, UploadId, Initiated } of openUploads(client, bucket, prefix)) {
    if (!Initiated || Initiated.getTime() > staleBefore) continue;
    const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId });
    await client.send(command, { requestTimeout: quickAnswerTimeoutMs }).catch(ignoreGone);
    aborted += 1;
  }
  return aborted;
}

async function* openUploads(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<MultipartUpload> {
  let after: { KeyMarker?: string; UploadIdMarker?: string } | null = {};
  while (after) {
    const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
      Bucket: bucket,
      Prefix: prefix,
      ...after,
    });
    const page = await client.send(command, { requestTimeout: bulkAnswerTimeoutMs });
    yield* page.Uploads ?? [];
    after = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
      : null;
  }
}

/** Finished or aborted since it was listed. */
function ignoreGone(error: unknown): void {
  if (s3CodeOf(error) !== 'NoSuchUpload') throw error;
}
