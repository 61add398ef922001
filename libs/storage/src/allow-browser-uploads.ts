import { PutBucketCorsCommand, type CORSRule, type S3Client } from '@aws-sdk/client-s3';
import { bulkAnswerTimeoutMs } from './s3-client.js';

/**
 * What pages of an origin may do with a bucket: play what is in it, and send what was signed for them. The headers have
 * names because R2 takes no "*" there; a page that can't read the ETag doesn't know what was stored.
 */
export const corsRuleFor = (origin: string): CORSRule => ({
  AllowedOrigins: [origin],
  AllowedMethods: ['GET', 'HEAD', 'PUT'],
  AllowedHeaders: ['Content-Type', 'Content-MD5', 'If-None-Match', 'Range'],
  ExposeHeaders: ['Content-Length', 'Content-Range', 'ETag'],
  MaxAgeSeconds: 3600,
});

/** Sets the bucket's only CORS rule; others that it had are gone. */
export async function allowBrowserUploads(client: S3Client, bucket: string, origin: string): Promise<void> {
  const CORSConfiguration = { CORSRules: [corsRuleFor(origin)] };
  const command = new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration });
  await client.send(command, { requestTimeout: bulkAnswerTimeoutMs });
}
