import { ClaimLost, Lease } from '@sluice/service';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CutClaim, CutFile } from '@sluice/database';
import { createSourceStore, createStorage, HeldSegments } from '@sluice/storage';
import { cameraFolder, sourcesPrefix, type RingSegment } from '@sluice/vod';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addRun } from '../testing/clock-ring.js';
import { attemptCut } from './attempt-cut.js';
import { cutLimitSec, TimeLimit } from './time-limit.js';

const startMs = Date.UTC(2026, 10, 20, 12);
const cameraId = '1b7a2f3c-9d1e-4c5b-8a6f-001122334455';
const claim: CutClaim = {
  clipId: '0b7a2f3c-9d1e-4c5b-8a6f-001122334455',
  attempt: 3,
  tries: 3,
  cameraId,
  startAt: new Date(startMs + 500),
  endAt: new Date(startMs + 3500),
};

describe('attemptCut', () => {
  let uploadsDir: string;
  let held: HeldSegments;
  let cameraDir: string;
  let ring: RingSegment[];
  let finish: (cut: CutFile) => Promise<boolean>;
  /** What the database was told of sources, in this order. */
  let told: string[];
  beforeEach(async () => {
    uploadsDir = mkdtempSync(join(tmpdir(), 'sluice-attempt-'));
    held = new HeldSegments(uploadsDir);
    cameraDir = join(uploadsDir, cameraFolder(cameraId));
    mkdirSync(cameraDir, { recursive: true });
    ring = await addRun(cameraDir, { run: 1, startMs, seconds: 4 });
    [told, finish] = [[], () => Promise.resolve(true)];
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(uploadsDir, { recursive: true, force: true });
  });

  function attempt(own: Partial<CutClaim> = {}, stopping = new AbortController().signal): Promise<void> {
    const storage = createStorage({ driver: 'local', rootDir: join(uploadsDir, 'media') });
    const isThere = (path: string): string => (existsSync(join(uploadsDir, path)) ? 'stored' : 'missing');
    const parts = {
      uploadsDir,
      ffmpegPath: 'ffmpeg',
      ffprobePath: 'ffprobe',
      storage,
      sources: createSourceStore('local', storage, uploadsDir),
      held,
      transitions: {
        renewCut: () => Promise.resolve(true),
        announceSource: async (path: string) => void told.push(`announced, ${isThere(path)}`),
        finishCut: (_: CutClaim, cut: CutFile) => {
          told.push(`finished, ${isThere(cut.source.path)}`);
          return finish(cut);
        },
        dropSource: async (path: string) => void told.push(`dropped, ${isThere(path)}`),
      },
    };
    return attemptCut({ ...claim, ...own }, parts, stopping, pino({ enabled: false }));
  }
  const work = (): string[] => readdirSync(join(uploadsDir, 'work'));

  it('announces a source before it is stored, and leaves nothing else behind', async () => {
    await held.hold(claim.clipId, cameraId, ring);
    for (const earlier of [1, 2]) {
      const folder = join(uploadsDir, `work/clip-${claim.clipId}-a${earlier}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'clip.mp4'), 'half a clip');
    }
    await attempt();
    expect(told).toEqual(['announced, missing', 'finished, stored']);
    expect(work()).toEqual([]);
    expect(readdirSync(join(uploadsDir, sourcesPrefix))).toHaveLength(1);
  });

  it('holds what came into the ring after the clip was stopped', async () => {
    // the recorder was killed, and its last second recovered since
    await held.hold(claim.clipId, cameraId, ring.slice(0, 3));
    const made: CutFile[] = [];
    finish = (cut) => Promise.resolve(made.push(cut) > 0);
    await attempt({ cameraId: null });
    await attempt();
    expect(made.map(({ gaps }) => gaps.length)).toEqual([1, 0]);
    expect(made.map(({ durationSec }) => Math.round(durationSec * 10))).toEqual([25, 30]);
  });

  it('drops the source when somebody else has the clip', async () => {
    finish = () => Promise.resolve(false);
    await expect(attempt()).rejects.toThrow(ClaimLost);
    expect(told).toEqual(['announced, missing', 'finished, stored', 'dropped, stored']);
    expect(work()).toEqual([]);
  });

  it('drops the source when the database does not answer', async () => {
    finish = () => Promise.reject(new RangeError('away'));
    await expect(attempt()).rejects.toThrow('away');
    expect(told.at(-1)).toBe('dropped, stored');
  });

  it('ends as soon as its lease is lost', async () => {
    const lost = AbortSignal.abort(new ClaimLost('somebody else has it'));
    vi.spyOn(Lease.prototype, 'signal', 'get').mockReturnValue(lost);
    await expect(attempt()).rejects.toThrow(ClaimLost);
    expect(told).toEqual(['dropped, missing']);
    expect(work()).toEqual([]);
  });

  it('ends when it takes too long', async () => {
    vi.spyOn(TimeLimit.prototype, 'signal', 'get').mockReturnValue(AbortSignal.timeout(50));
    await expect(attempt()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(work()).toEqual([]);
  });

  it('may take longer when it is encoded', async () => {
    const extendTo = vi.spyOn(TimeLimit.prototype, 'extendTo');
    await attempt();
    expect(extendTo).not.toHaveBeenCalled();
    await addRun(cameraDir, { run: 2, startMs: startMs + 4000, seconds: 1, size: '320x240' });
    await attempt({ endAt: new Date(startMs + 4500) });
    expect(extendTo.mock.calls).toEqual([[cutLimitSec(4, 'encode')]]);
  });

  it('ends with the recorder', async () => {
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(new Error('the recorder stops')), 50);
    await expect(attempt({}, stopping.signal)).rejects.toThrow('the recorder stops');
    expect(work()).toEqual([]);
  });
});
