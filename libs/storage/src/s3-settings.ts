/** Where a bucket is and who may use it: AWS S3, Cloudflare R2, MinIO, Ceph and what else speaks S3. */
export interface S3Settings {
  /** Absent for AWS itself. */
  endpoint?: string | undefined;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Where everybody can read the bucket, for example a CDN; without it addresses are signed. */
  publicUrl?: string | undefined;
  /** https://endpoint/bucket/key instead of https://bucket.endpoint/key. */
  forcePathStyle: boolean;
}

const awsHost = /(^|\.)amazonaws\.com(\.cn)?$/;

export const isAws = ({ endpoint }: S3Settings): boolean =>
  endpoint === undefined || awsHost.test(new URL(endpoint).hostname);
