import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadEncoding } from '@sluice/database';
import type { VideoView } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { encodingLimits, pixelLoad } from '../../../video-worker/src/encode/encoding-limits.js';
import { probeCpuSec } from '../../../video-worker/src/ffmpeg/run-ffprobe.js';
import { hugeGif, madeOf } from '../../platform/bad-files.js';
import { shortSource } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { seconds } from '../fault-tools.js';
import { deepBoxes, gifOfManyPictures, hoursOfGaps, manyTracks, sparse } from '../hostile/bombs.js';
import { sendFile } from '../hostile/hostile-requests.js';
import { watchMemory } from '../measure.js';
import { watchTree } from '../process-tree.js';
import { size, trustRow } from '../trust-row.js';

describe('small files that want a lot', () => {
  let platform: TestPlatform;
  let scratch: string;
  let pids: number[];

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-bombs-'));
    platform = await startTestPlatform();
    // what a worker loads once and keeps is no bomb's
    const { id } = await platform.send(shortSource(scratch));
    await platform.api.follow(id);
    pids = processes();
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const processes = (): number[] => [platform.backend.pid(), platform.workers[0]!.pid()];

  const pictures = size(30, 20_000);
  const bombs: [string, (folder: string) => string][] = [
    ['a GIF of 43 bytes with 16000×16000 pixels', madeOf(hugeGif)],
    ['an MP4 of a few kB with a day of gaps', hoursOfGaps],
    [`a GIF of ${pictures} pictures in 23 bytes each`, (folder) => gifOfManyPictures(folder, pictures)],
    ['1,000 tracks', (folder) => manyTracks(folder, 1000)],
    ['boxes in boxes, 100,000 deep', (folder) => deepBoxes(folder, 100_000)],
    [`${size(0.2, 5)} GB of nothing`, (folder) => sparse(folder, size(0.2, 5) * 1024 ** 3)],
  ];
  for (const [what, make] of bombs)
    trustRow(
      what,
      'refused within 200 MB, or made within the CPU budget; the next film is encoded ≤ 5 s later',
      async (row) => {
        const path = make(scratch);
        const backend = watchMemory(platform.backend.pid());
        const worker = watchTree(platform.workers[0]!.pid());
        const { id } = await sendFile(platform.url, platform.token, path);
        rmSync(path);
        await eventually('it is begun', async () => {
          const { status, stage } = await platform.api.load(id);
          return status !== 'processing' || stage === 'encoding';
        });
        const nextMs = await nextIsEncodedMs((next) => worker.leaveOut(next));
        const video = await endOrGiveUp(id, size(60, 5400));
        const budgetSec = await budgetOf(id);
        const used = worker.stop();
        const { beforeMb, mostMb } = backend.stop();
        row.figure(
          `${toldOf(video)}; worker +${used.grownMb.toFixed(0)} MB, ${used.cpuSec.toFixed(1)} of ${budgetSec} s of CPU; ` +
            `API +${(mostMb - beforeMb).toFixed(0)} MB; next encoded after ${seconds(nextMs)}`,
        );
        await platform.api.delete(id);
        expect(['ready', 'failed']).toContain(video.status);
        expect(used.started).toBeGreaterThan(0);
        if (video.status === 'failed') expect(used.grownMb).toBeLessThanOrEqual(200);
        expect(used.cpuSec).toBeLessThanOrEqual(budgetSec);
        expect(mostMb - beforeMb).toBeLessThanOrEqual(200);
        expect(nextMs).toBeLessThan(5000);
        expect(processes()).toEqual(pids);
      },
      { timeoutSec: 6000 },
    );

  /** How long it takes until a worker encodes an ordinary film that is sent now. */
  async function nextIsEncodedMs(onSent: (id: string) => void): Promise<number> {
    const startedAt = performance.now();
    const { id } = await platform.send(shortSource(scratch));
    onSent(id);
    const isEncoded = async (): Promise<boolean> => {
      const claimed: unknown[] = await platform.database.query(
        `SELECT 1 FROM chunks WHERE video_id = $1 AND kind = 'picture' AND claims > 0`,
        [id],
      );
      return claimed.length > 0;
    };
    await eventually('the next is encoded', isEncoded, 60_000);
    const tookMs = performance.now() - startedAt;
    await platform.api.delete(id);
    return tookMs;
  }

  /** What the worker grants as it reckons it itself: to a look at the file, and to one encoding of all of it. */
  async function budgetOf(id: string): Promise<number> {
    const encoding = await loadEncoding(platform.database, id, 1);
    const picture = encoding?.plan.picture;
    if (!picture) return probeCpuSec;
    const { limits } = encodingLimits(encoding.plan.expectedDurationSec, pixelLoad(picture));
    return probeCpuSec + (limits.cpuSec ?? 0);
  }

  async function endOrGiveUp(id: string, limitSec: number): Promise<VideoView> {
    const startedAt = performance.now();
    for (;;) {
      const video = await platform.api.load(id);
      const isOver = video.status === 'ready' || video.status === 'failed';
      if (isOver || performance.now() - startedAt > limitSec * 1000) return video;
      await sleep(300);
    }
  }

  const toldOf = ({ status, error, stage, progress }: VideoView): string =>
    error?.code ?? (status === 'ready' ? 'ready' : `goes on: ${stage}, ${Math.round(progress * 100)} %`);
});
