import { readFile } from 'node:fs/promises';
import { CreateBucketCommand, PutBucketCorsCommand, type CORSRule } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { allowBrowserUploads, corsRuleFor } from '../allow-browser-uploads.js';
import { checkBrowserUploads, type BrowserUploadCheck } from '../check-browser-uploads.js';
import { createS3Client } from '../s3-client.js';
import { S3Storage } from '../s3-storage.js';
import type { S3UnderTest } from './s3-under-test.js';
import { listKeys } from './test-objects.js';

const origin = 'https://video.example';
const bucket = 'sluice-browsers';
const allOk = ['signing', 'preflight', 'wrong bytes', 'upload', 'etag', 'deleting'];

/** What browsers may do with a bucket, and how somebody learns that they may not. */
export function describeBrowserUploads(server: () => S3UnderTest): void {
  describe('uploads by browsers', () => {
    const clientOf = () => createS3Client(server().settings);
    const storageOf = () => new S3Storage({ ...server().settings, bucket });
    const check = async (from: string): Promise<BrowserUploadCheck[]> => {
      const checks = await checkBrowserUploads(storageOf(), from);
      expect(await listKeys(storageOf(), 'check/')).toEqual([]);
      // the test server has no https, and says so
      return checks.filter(({ name }) => name !== 'address');
    };
    const failed = (checks: BrowserUploadCheck[]) =>
      checks.filter(({ ok }) => !ok).map(({ name, detail }) => [name, detail]);
    const setRule = (rule: CORSRule): Promise<unknown> =>
      clientOf().send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule] } }));

    beforeAll(async () => {
      // a server that S3_TEST_ENDPOINT names has it from the last run
      await clientOf()
        .send(new CreateBucketCommand({ Bucket: bucket }))
        .catch((error: Error) => expect(error.name).toMatch(/BucketAlready/));
    });

    it('are allowed by the rule that we set, to pages of its origin', async () => {
      await allowBrowserUploads(clientOf(), bucket, origin);
      const checks = await check(origin);
      expect(failed(checks)).toEqual([]);
      expect(checks.map(({ name }) => name)).toEqual(allOk);
      expect(failed(await check(`${origin}/below`))).toEqual([]);
      expect(failed(await check('https://other.example')).map(([name]) => name)).toEqual([
        'preflight',
        'etag',
      ]);
    });

    it('are allowed everywhere by the rule of the test server', async () => {
      await allowBrowserUploads(clientOf(), bucket, '*');
      expect(failed(await check(origin))).toEqual([]);
    });

    it.each<[string, Partial<CORSRule>, string[]]>([
      ['that only lets pages read', { AllowedMethods: ['GET', 'HEAD'] }, ['preflight', 'etag']],
      ['that leaves out a header', { AllowedHeaders: ['Content-Type', 'Content-MD5'] }, ['preflight']],
      ['that hides the ETag', { ExposeHeaders: ['Content-Length'] }, ['etag']],
    ])('are found wanting with a rule %s', async (_what, changes, names) => {
      await setRule({ ...corsRuleFor(origin), ...changes });
      const checks = await check(origin);
      expect(failed(checks).map(([name]) => name)).toEqual(names);
      for (const { ok, fix } of checks) expect(fix === '').toBe(ok);
    });

    it('need https where the pages have it', async () => {
      await allowBrowserUploads(clientOf(), bucket, '*');
      const addressOf = async (from: string) =>
        (await checkBrowserUploads(storageOf(), from)).find(({ name }) => name === 'address')?.ok;
      expect([await addressOf('https://video.example'), await addressOf('http://video.example')]).toEqual(
        server().settings.endpoint.startsWith('https:') ? [true, true] : [false, true],
      );
    });

    it('have the rule that the documentation says', async () => {
      const operations = await readFile(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
      const json = /```json\n(\[[\s\S]*?\])\n```/.exec(operations)?.[1] ?? '';
      expect(JSON.parse(json)).toEqual([corsRuleFor(origin)]);
    });
  });
}
