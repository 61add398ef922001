import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { ObjectStorage } from '../object-storage.js';
import { describeAddresses } from './contract-addresses.js';
import { describeCompleteness } from './contract-completeness.js';
import { describeFingerprints } from './contract-fingerprints.js';
import { describeKeys } from './contract-keys.js';
import { describeObjects } from './contract-objects.js';
import { describePrefixes } from './contract-prefixes.js';
import { describeSignedPuts } from './contract-signed-puts.js';
import { describeStreams } from './contract-streams.js';
import type { StorageBench } from './test-objects.js';

export interface StorageUnderTest {
  storage: ObjectStorage;
  /** Who takes signed PUTs where their addresses are paths. */
  baseUrl?: string;
  close: () => Promise<void>;
}

/** What every store must do. A new store passes this suite before anything uses it. */
export function describeObjectStorage(name: string, makeStorage: () => Promise<StorageUnderTest>): void {
  describe(`object storage contract: ${name}`, { timeout: 60_000 }, () => {
    let bench: StorageBench;
    let close: () => Promise<void>;

    beforeAll(async () => {
      const made = await makeStorage();
      const { storage, baseUrl } = made;
      bench = { storage, baseUrl, scratchDir: await mkdtemp(join(tmpdir(), 'sluice-contract-')) };
      close = made.close;
    }, 120_000);

    afterAll(async () => {
      await close?.();
      if (bench) await rm(bench.scratchDir, { recursive: true });
    }, 30_000);

    describeObjects(() => bench);
    describeCompleteness(() => bench);
    describeStreams(() => bench);
    describePrefixes(() => bench);
    describeKeys(() => bench);
    describeAddresses(() => bench);
    describeSignedPuts(() => bench);
    describeFingerprints(() => bench);
  });
}
