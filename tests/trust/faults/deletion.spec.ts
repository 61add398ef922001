import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoStage, VideoStatus } from '@sluice/vod';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { ask } from '../../platform/http.js';
import { longSource } from '../../platform/make-source.js';
import { eventually, startTestPlatform, type TestPlatform } from '../../platform/test-platform.js';
import { countReady, expectOneVersion, sweepNow } from '../fault-tools.js';
import { size, trustRow } from '../trust-row.js';

interface Row {
  status: VideoStatus;
  stage: VideoStage | null;
  progress: number;
  isPlayable: boolean;
}

/** Moments of a video's processing, in their order. A later one counts too: who looks may miss the moment itself. */
const phases: { name: string; isReached: (row: Row, files: readonly string[]) => boolean }[] = [
  { name: 'right after the upload', isReached: () => true },
  { name: 'probing', isReached: ({ stage }) => stage !== null },
  { name: 'encoding begins', isReached: ({ stage }) => stage !== null && stage !== 'probing' },
  { name: 'poster stored', isReached: (_, files) => files.includes('poster.jpg') },
  { name: 'first segment', isReached: ({ isPlayable }) => isPlayable },
  { name: 'a third', isReached: ({ progress }) => progress > 0.33 },
  { name: 'two thirds', isReached: ({ progress }) => progress > 0.67 },
  { name: 'verifying', isReached: ({ stage }) => stage === 'verifying' || stage === 'publishing' },
  { name: 'publishing', isReached: (_, files) => files.includes('storyboard.vtt') },
  { name: 'right after ready', isReached: ({ status }) => status === 'ready' },
];

describe('a video in the middle of its processing', () => {
  let platform: TestPlatform;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'sluice-deletion-'));
    longSource(scratch, 4);
    platform = await startTestPlatform();
  });
  afterAll(async () => {
    await platform?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  const published = (id: string): string => join(platform.uploadsDir, 'media/videos', id);
  const filesOf = (id: string): string[] => (existsSync(published(id)) ? readdirSync(published(id)) : []);

  async function rowOf(id: string): Promise<Row> {
    const [row] = (await platform.database.query(
      `SELECT status, stage, progress, playable_at IS NOT NULL AS "isPlayable" FROM videos WHERE id = $1`,
      [id],
    )) as Row[];
    return row!;
  }

  /** Sends a film and comes back in the phase. */
  async function sendUntil({ isReached }: (typeof phases)[number]): Promise<string> {
    const { id } = await platform.send(longSource(scratch, 4));
    for (;;) {
      const row = await rowOf(id);
      const files = filesOf(id).flatMap((attempt) => readdirSync(join(published(id), attempt)));
      if (row.status === 'ready' || row.status === 'failed' || isReached(row, files)) return id;
      await sleep(5);
    }
  }

  /** Whatever rows or files carry its id. */
  async function tracesOf(id: string): Promise<string[]> {
    const tables: { found: string }[] = await platform.database.query(
      `SELECT 'videos' AS found FROM videos WHERE id = $1
       UNION ALL SELECT 'renditions' FROM renditions WHERE video_id = $1
       UNION ALL SELECT 'encodings' FROM encodings WHERE video_id = $1
       UNION ALL SELECT 'chunks' FROM chunks WHERE video_id = $1`,
      [id],
    );
    const files = ['sources', 'work', 'incoming', 'media/videos', 'orphans'].flatMap((folder) =>
      (existsSync(join(platform.uploadsDir, folder)) ? platform.files(folder) : [])
        .filter((name) => name.includes(id))
        .map((name) => `${folder}/${name}`),
    );
    return [...tables.map(({ found }) => found), ...files];
  }

  const chosen = phases.filter((_, at) => at % size(3, 1) === 0);

  trustRow(
    `delete at ${chosen.length} phases of processing × ${size(1, 3)}`,
    'nothing reappears in the database, in sources, media or work',
    async (row) => {
      const deleted: { id: string; phase: string }[] = [];
      for (let round = 0; round < size(1, 3); round++)
        for (const phase of chosen) {
          const id = await sendUntil(phase);
          await platform.api.delete(id);
          deleted.push({ id, phase: phase.name });
        }
      // a worker hears of it with its next heartbeat; the second sweep comes when none can write any more
      await sleep(3000);
      await sweepNow(platform);
      const isSwept = async (): Promise<boolean> => {
        const left: unknown[] = await platform.database.query('SELECT 1 FROM storage_sweeps');
        return left.length === 0;
      };
      await eventually('all is swept', isSwept);
      await sleep(size(1500, 15_000));
      const traces = await Promise.all(deleted.map(({ id }) => tracesOf(id)));
      const found = deleted.flatMap(({ phase }, at) => traces[at]!.map((trace) => `${phase}: ${trace}`));
      row.figure(`${deleted.length} deleted, ${found.length} traces`);
      expect(found).toEqual([]);
      expect(platform.files('work')).toEqual([]);
    },
  );

  trustRow(
    `retry at ${chosen.length} phases of processing, as if it were stuck`,
    'each becomes ready, in one version',
    async (row) => {
      const ids: string[] = [];
      let accepted = 0;
      for (const phase of chosen) {
        const id = await sendUntil(phase);
        await platform.database.query(
          `UPDATE videos SET updated_at = now() - interval '2 minutes', lease_until = lease_until - interval '1 hour'
           WHERE id = $1`,
          [id],
        );
        await platform.database.query(
          `UPDATE chunks SET lease_until = lease_until - interval '1 hour' WHERE video_id = $1`,
          [id],
        );
        const { status } = await ask(platform.url, 'POST', `/api/videos/${id}/retry`, {
          token: platform.token,
        });
        expect([202, 409]).toContain(status);
        if (status === 202) accepted++;
        ids.push(id);
      }
      const ready = await countReady(platform, ids, 120_000);
      row.figure(`${accepted} of ${ids.length} retries taken, ${ready} ready`);
      expect(ready).toBe(ids.length);
      for (const id of ids) await expectOneVersion(platform, id);
      await eventually('no work is left', () => platform.files('work').length === 0);
    },
  );
});
