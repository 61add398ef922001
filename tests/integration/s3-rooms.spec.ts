import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBarcodes } from '../../scripts/api/barcode.js';
import { recordMp4, type RecordedTake } from '../../scripts/api/recorded-take.js';
import { s3ServerInstalled, startS3Server } from '../../scripts/s3-server/s3-server.js';
import { hostRoom } from '../platform/room-guest.js';
import { startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

/** Optional, because the server is large: npm run test:s3 says how to install it. */
describe.skipIf(!s3ServerInstalled())('a recording that goes straight into a bucket', () => {
  let server: Awaited<ReturnType<typeof startS3Server>>;
  let platform: TestPlatform;
  let scratch: string;
  let six: RecordedTake;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-s3-rooms-'));
    six = recordMp4(scratch, 6);
    server = await startS3Server();
    platform = await startTestPlatform({
      settings: {
        STORAGE_DRIVER: 's3',
        S3_ENDPOINT: server.endpoint,
        S3_REGION: server.region,
        S3_BUCKET: server.bucket,
        S3_ACCESS_KEY_ID: server.accessKeyId,
        S3_SECRET_ACCESS_KEY: server.secretAccessKey,
      },
      workerSettings: [{ UPLOADS_DIR: join(scratch, 'worker') }],
    });
  });
  afterAll(async () => {
    await platform?.close();
    await server?.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('of two becomes three films, and no byte of it touches the backend', async () => {
    const host = await hostRoom(platform.url, platform.token, 'Bucket');
    const guest = await host.bring('Guest');
    const recording = await host.start();
    const takes = [six, six].map((take) => ({ ...take, takeId: randomUUID() }));
    for (const [at, person] of [host, guest].entries()) {
      await person.announce(recording, takes[at]!);
      const [signed] = await person.sign(takes[at]!, takes[at]!.chunks.slice(0, 1));
      expect(signed!.url).toMatch(server.endpoint);
      await person.upload(takes[at]!);
      await person.seal(takes[at]!);
    }
    await host.stop(recording.id);
    const done = await host.follow(recording.id, 90_000);
    expect(done).toMatchObject({ status: 'completed', isPartial: false });
    expect(done.films).toHaveLength(3);
    const { hlsUrl } = await platform.api.load(done.films[1]!.videoId);
    const numbers = readBarcodes(platform.url + hlsUrl!);
    for (let second = 0; second < 6; second++)
      expect(Math.abs(numbers[second * 30 + 15]! - (second * 30 + 15))).toBeLessThanOrEqual(1);
    expect(platform.files('media')).toEqual([]);
  });

  it('is refused by the store when its bytes, its length or its type are others than were signed', async () => {
    const host = await hostRoom(platform.url, platform.token);
    const take = { ...six, takeId: randomUUID() };
    await host.announce(await host.start(), take);
    const chunk = take.chunks[1]!;
    const [signed] = await host.sign(take, [chunk]);
    const flipped = Buffer.from(chunk.bytes);
    flipped[9]! ^= 1;
    for (const [bytes, headers] of [
      [flipped, signed!.headers],
      [chunk.bytes.subarray(1), signed!.headers],
      [chunk.bytes, { ...signed!.headers, 'Content-Type': 'text/html' }],
    ] as const)
      expect((await host.put(signed!, bytes, headers)).status).toBeGreaterThanOrEqual(400);
    expect((await host.confirm(take, [chunk])).chunks).toEqual([{ seq: 1, state: 'missing' }]);
    await host.upload(take, [chunk]);
  });
});
