import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from '../s3-settings.js';

export interface S3UnderTest {
  settings: S3Settings & { endpoint: string };
  stop: () => Promise<void>;
}

/** The server that S3_TEST_* names; null when they name none. */
export function s3FromEnvironment(): S3UnderTest | null {
  const endpoint = process.env['S3_TEST_ENDPOINT'];
  if (endpoint === undefined) return null;
  const settings = {
    endpoint,
    region: process.env['S3_TEST_REGION'] ?? 'us-east-1',
    bucket: required('S3_TEST_BUCKET'),
    accessKeyId: required('S3_TEST_ACCESS_KEY_ID'),
    secretAccessKey: required('S3_TEST_SECRET_ACCESS_KEY'),
    forcePathStyle: true,
  };
  return { settings, stop: async () => undefined };
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`S3_TEST_ENDPOINT is set, so ${name} is needed too`);
  return value;
}

/** How many multipart uploads of a key are neither finished nor aborted; the parts of each cost money. */
export async function countOpenUploads({ settings }: S3UnderTest, key: string): Promise<number> {
  const client = rawClient(settings);
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: settings.bucket, Prefix: key }),
  );
  client.destroy();
  return Uploads.length;
}

function rawClient({ endpoint, region, accessKeyId, secretAccessKey }: S3Settings): S3Client {
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
}
