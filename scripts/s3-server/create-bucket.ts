import { allowBrowserUploads } from '@sluice/storage';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

export interface BucketOwner {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Makes a bucket that browsers may read from and send to with signed URLs; answers its name. */
export async function createBucket(owner: BucketOwner, bucket: string): Promise<string> {
  const { endpoint, region, accessKeyId, secretAccessKey } = owner;
  const client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    // pages run on the platform's own origin, whatever that is here
    await allowBrowserUploads(client, bucket, '*');
    return bucket;
  } finally {
    client.destroy();
  }
}
