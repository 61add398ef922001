import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  s3ServerInstalled,
  s3ServerInstallHint,
  startS3Server,
} from '../../../../scripts/s3-server/s3-server.js';
import type { S3Settings } from '../s3-settings.js';

export interface S3UnderTest {
  settings: S3Settings & { endpoint: string };
  stop(): Promise<void>;
}

const env = process.env;

export const s3IsAvailable = env['S3_TEST_ENDPOINT'] !== undefined || s3ServerInstalled();

export const s3MissingMessage = `needs an S3 server: ${s3ServerInstallHint}, or S3_TEST_ENDPOINT, S3_TEST_REGION, S3_TEST_BUCKET, S3_TEST_ACCESS_KEY_ID and S3_TEST_SECRET_ACCESS_KEY`;

/** The server that S3_TEST_* names, or one of our own for as long as the tests run. */
export async function startS3UnderTest(): Promise<S3UnderTest> {
  const endpoint = env['S3_TEST_ENDPOINT'];
  if (endpoint === undefined) {
    const { stop, ...server } = await startS3Server();
    return { settings: { ...server, forcePathStyle: true }, stop };
  }
  const settings = {
    endpoint,
    region: env['S3_TEST_REGION'] ?? 'us-east-1',
    bucket: required('S3_TEST_BUCKET'),
    accessKeyId: required('S3_TEST_ACCESS_KEY_ID'),
    secretAccessKey: required('S3_TEST_SECRET_ACCESS_KEY'),
    forcePathStyle: true,
  };
  return { settings, stop: async () => undefined };
}

function required(name: string): string {
  const value = env[name];
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

export function rawClient({ endpoint, region, accessKeyId, secretAccessKey }: S3Settings): S3Client {
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
}
