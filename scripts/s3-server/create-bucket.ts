import { CreateBucketCommand, PutBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';

export interface BucketOwner {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Players run on the platform's own origin and fetch segments from the bucket's: without this rule they may not. */
const letBrowsersRead = {
  AllowedOrigins: ['*'],
  AllowedMethods: ['GET', 'HEAD'],
  AllowedHeaders: ['*'],
  ExposeHeaders: ['Content-Length', 'Content-Range', 'ETag'],
  MaxAgeSeconds: 3600,
};

/** Makes a bucket that browsers may read from with signed URLs; answers its name. */
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
    await client.send(
      new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [letBrowsersRead] } }),
    );
    return bucket;
  } finally {
    client.destroy();
  }
}
