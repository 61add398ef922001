import { SluiceError } from '@sluice/vod';

/** What S3 servers answer when they have no room: Ceph's and MinIO's quotas, MinIO's full disk. */
const noRoom = new Set([
  'QuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'XMinioStorageFull',
  'InsufficientStorage',
]);
const httpInsufficientStorage = 507;

/** The parts of the SDK's and of Node's errors that we look at. */
interface S3Failure {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

/** S3's error code ("NoSuchBucket"), or Node's when there was no answer ("ECONNREFUSED"). */
export function s3CodeOf(error: unknown): string {
  const { name, code } = error as S3Failure;
  return (name && name !== 'Error' && name !== 'AggregateError' ? name : code) ?? 'unknown';
}

/** `operation` is S3's name of what was tried, for example "PutObject". */
export function toS3StorageError(operation: string, error: unknown): Error {
  if (error instanceof SluiceError) return error;
  const code = s3CodeOf(error);
  const status = (error as S3Failure).$metadata?.httpStatusCode;
  const full = noRoom.has(code) || status === httpInsufficientStorage;
  return new SluiceError(full ? 'disk_full' : 'storage_unavailable', `S3 ${operation} failed: ${code}`, {
    cause: causeOf(error as S3Failure, code),
  });
}

/** The SDK's own error carries the request with its Authorization header and would take it into every log. */
function causeOf({ message, $metadata }: S3Failure, code: string): Error {
  const { httpStatusCode = 'no answer', requestId = 'none' } = $metadata ?? {};
  return new Error(`${code}: ${message ?? ''} (HTTP status: ${httpStatusCode}, request id: ${requestId})`);
}

export async function mapS3Errors<T>(operation: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw toS3StorageError(operation, error);
  }
}

/** Runs an action that answers null when there is no such object. */
export async function nullWhenMissing<T>(action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    // HeadObject's answer has no body and so no S3 code; the SDK calls it NotFound.
    if (['NoSuchKey', 'NotFound'].includes(s3CodeOf(error))) return null;
    throw error;
  }
}
