import { S3Client } from '@aws-sdk/client-s3';
import { S3Retries, triesMax } from './s3-retries.js';
import { isAws, type S3Settings } from './s3-settings.js';

const connectionTimeoutMs = 1500;

/** Without a byte in either direction for this long, a request is given up. Holds for uploads of any length. */
const idleTimeoutMs = 15_000;

/** For requests that S3 answers at once. */
export const quickAnswerTimeoutMs = 5000;

/** For requests about 1000 objects. */
export const bulkAnswerTimeoutMs = 30_000;

/** An upload is given this much longer than a quick request: enough for a line of half a megabit a second. */
export const uploadTimeoutMs = (sizeBytes: number): number => quickAnswerTimeoutMs + sizeBytes / 64;

/** The SDK counts the wait for a free socket as connecting, so its default of 50 fails a busy worker's requests. */
const maxSockets = 1000;

/** For addresses only. With its default checksums the SDK signs the one of the body, which nobody has yet. */
export function createSigningClient(settings: S3Settings): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle } = settings;
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
}

export function createS3Client(settings: S3Settings): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle } = settings;
  // The SDK's newer default checksums are refused, or stored as part of the object, by some servers that aren't AWS.
  const checksums = isAws(settings) ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    retryStrategy: new S3Retries(),
    maxAttempts: triesMax,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      socketTimeout: idleTimeoutMs,
      // Otherwise the SDK only prints a warning.
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
  });
}
