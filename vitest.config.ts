import { defineConfig } from 'vitest/config';

const node = { environment: 'node' as const, testTimeout: 30_000, hookTimeout: 120_000 };
const shared = { resolve: { tsconfigPaths: true } };
const s3Suites = ['libs/storage/src/s3-storage.spec.ts', 'video-worker/src/source/source-cache-s3.spec.ts'];

/** These drive whole platforms: tests/reporters/second-tries.ts names what needed the second try. */
const platform = { retry: process.env['TRUST_MATRIX'] === 'full' ? 0 : 1 };

/** unit: pure and quick. integration: real PostgreSQL, Redis, ffmpeg. browser: the whole platform in Chromium. s3: a real S3 server. */
export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          ...node,
          name: 'unit',
          include: [
            '{libs,backend,video-worker,live-recorder,frontend,scripts,tests/reporters}/**/*.spec.ts',
          ],
          exclude: ['**/node_modules/**', ...s3Suites],
        },
      },
      { ...shared, test: { ...node, name: 's3', include: s3Suites } },
      {
        ...shared,
        test: {
          ...node,
          ...platform,
          name: 'integration',
          include: ['tests/integration/**/*.spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      // the trust matrix: tests/trust/trust-row.ts
      ...(['security', 'faults'] as const).map((name) => ({
        ...shared,
        test: {
          ...node,
          ...platform,
          name,
          include: [`tests/trust/${name}/**/*.spec.ts`],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      })),
      {
        ...shared,
        test: {
          ...node,
          ...platform,
          name: 'browser',
          include: ['tests/browser/**/*.spec.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
