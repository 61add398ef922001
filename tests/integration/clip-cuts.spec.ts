import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ClipTransitions, cutLeaseSec, StorageSweep, type CutClaim, type CutFile } from '@sluice/database';
import { attemptPrefix, sourcePath } from '@sluice/vod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAccount } from '../platform/accounts.js';
import { insertClip } from '../platform/rows.js';
import { eventually, startTestPlatform, type TestPlatform } from '../platform/test-platform.js';

/** What rows do when recorders cut a clip, die and come back. */
describe('the cut of a clip', () => {
  let platform: TestPlatform;
  let transitions: ClipTransitions;
  let ownerId: string;
  let clipId: string;
  beforeAll(async () => {
    platform = await startTestPlatform({ workers: 0, hasRecorder: false });
    transitions = new ClipTransitions(platform.database);
    ownerId = (await makeAccount(platform, 'cutter')).id;
  });
  afterAll(() => platform?.close());
  beforeEach(async () => {
    clipId = await insertClip(platform, ownerId);
    await platform.database.query(
      `UPDATE clips SET stopped_at = now(), end_at = start_at + interval '5 s' WHERE video_id = $1`,
      [clipId],
    );
  });

  const claim = async (attempt: number): Promise<CutClaim> => (await transitions.claimCut(clipId, attempt))!;
  const die = () =>
    platform.database.query(`UPDATE clips SET lease_until = now() - interval '1 s' WHERE video_id = $1`, [
      clipId,
    ]);
  const leaseSec = async (): Promise<number> => {
    const [row] = (await platform.database.query(
      'SELECT extract(epoch FROM lease_until - now())::float AS sec FROM clips WHERE video_id = $1',
      [clipId],
    )) as { sec: number }[];
    return row!.sec;
  };
  const sweeps = () =>
    platform.database.getRepository(StorageSweep).find({ select: { prefix: true, sourcePath: true } });

  /** A source on the disk, announced. */
  async function store(): Promise<string> {
    const path = sourcePath(randomUUID());
    await transitions.announceSource(path);
    const file = join(platform.uploadsDir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'a film');
    return path;
  }
  const cut = (path: string): CutFile => ({
    source: { path, fileName: 'clip.mp4', sizeBytes: 6, sha256: 'a'.repeat(64) },
    gaps: [],
    durationSec: 5,
    hasMiddlePicture: false,
  });
  const isThere = (path: string): boolean => platform.files('sources').includes(path.split('/')[1]!);

  it('is renewed by whoever has it, and by nobody else', async () => {
    const first = await claim(1);
    await platform.database.query('UPDATE clips SET lease_until = now() WHERE video_id = $1', [clipId]);
    expect(await transitions.renewCut(first)).toBe(true);
    expect(await leaseSec()).toBeGreaterThan(cutLeaseSec - 2);
    await die();
    const second = await claim(2);
    expect(await transitions.renewCut(first)).toBe(false);
    await transitions.handBack(second, { delaySec: 0, countsAsTry: true });
    expect(await transitions.renewCut(second)).toBe(false);
  });

  it('keeps its source from the sweep, and nobody sweeps the winner’s', async () => {
    const path = await store();
    expect(await sweeps()).toEqual([{ prefix: `${path}/`, sourcePath: path }]);
    expect(await transitions.finishCut(await claim(1), cut(path))).toBe(true);
    expect(await sweeps()).toEqual([]);
    // a recorder to which this was not answered
    await transitions.dropSource(path);
    expect(await sweeps()).toEqual([]);
    expect(isThere(path)).toBe(true);
  });

  it('leaves the source of a try that died to the sweep, and its pictures alone', async () => {
    const [lost, dead] = [await store(), await store()];
    const first = await claim(1);
    await die();
    await claim(2);
    expect(await transitions.finishCut(first, cut(lost))).toBe(false);
    const picture = join(platform.uploadsDir, 'media', attemptPrefix(clipId, 0), 'poster_00.jpg');
    mkdirSync(dirname(picture), { recursive: true });
    writeFileSync(picture, 'a picture');
    await transitions.dropSource(lost);
    await eventually('it is swept', () => !isThere(lost));
    expect(isThere(dead)).toBe(true);
    expect(platform.files(join('media', attemptPrefix(clipId, 0)))).toEqual(['poster_00.jpg']);
    expect(await sweeps()).toEqual([{ prefix: `${dead}/`, sourcePath: dead }]);
    await transitions.dropSource(dead);
    await eventually('the other one too', () => !isThere(dead));
  });

  it('takes no source that a sweep may have taken', async () => {
    const path = await store();
    const first = await claim(1);
    await platform.database.query(`UPDATE storage_sweeps SET due_at = now() + interval '10 minutes'`);
    await expect(transitions.finishCut(first, cut(path))).rejects.toThrow('may have been swept');
    expect(await transitions.renewCut(first)).toBe(true);
    await platform.database.query('DELETE FROM storage_sweeps');
  });
});
