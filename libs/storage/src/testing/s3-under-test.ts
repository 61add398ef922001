import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  s3ServerInstalled,
  s3ServerInstallHint,
  startS3Server,
} from '../../../../scripts/s3-server/s3-server.js';
import type { S3Settings } from '../s3-settings.js';

export interface S3UnderTest {
  settings: S3Settings & { endpoint: string };
  stop: () => Promise<void>;
}

/** `npm run test:s3` sets it: then a missing server is a failure. */
export const s3IsRequired = process.env['REQUIRE_S3'] === '1';
export const s3IsAvailable = process.env['S3_TEST_ENDPOINT'] !== undefined || s3ServerInstalled();
export const s3MissingMessage = `needs S3_TEST_ENDPOINT or ${s3ServerInstallHint}`;

/** The server that S3_TEST_* names; when they name none, one of our own. */
export async function startS3UnderTest(): Promise<S3UnderTest> {
  const named = s3FromEnvironment();
  if (named) return named;
  const { stop, ...server } = await startS3Server();
  return { settings: { ...server, forcePathStyle: true }, stop };
}

function s3FromEnvironment(): S3UnderTest | null {
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

/** How many multipart uploads below a prefix (or of a key) are neither finished nor aborted; each one's parts cost money. */
export async function countOpenUploads(
  { settings }: Pick<S3UnderTest, 'settings'>,
  prefix: string,
): Promise<number> {
  const client = rawClient(settings);
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket: settings.bucket, Prefix: prefix }),
  );
  client.destroy();
  return Uploads.length;
}

/** A large upload of which one part has arrived, and whose sender is gone. */
export async function leaveUploadOpen({ settings }: S3UnderTest, key: string): Promise<void> {
  const client = rawClient(settings);
  const upload = { Bucket: settings.bucket, Key: key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(upload));
  await client.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: Buffer.alloc(1000) }));
  client.destroy();
}

function rawClient({ endpoint, region, accessKeyId, secretAccessKey }: S3Settings): S3Client {
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
  });
}
