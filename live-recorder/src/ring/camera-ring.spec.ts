import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRing } from '@sluice/storage';
import { RingTally, segmentPath } from '@sluice/vod';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CameraRing } from './camera-ring.js';
import { recoverRuns } from './recover-run.js';
import { Retention } from './retention.js';
import { RunWriter } from './run-writer.js';

let dir: string;
let ring: CameraRing;
let isOurs: () => boolean;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sluice-camera-'));
  isOurs = () => true;
  ring = await CameraRing.open(dir, () => isOurs());
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const run = { epoch: 2, run: 5 };

/** Five seconds in the folder of a run, as a recorder's ffmpeg leaves them. */
function capture({ epoch, run: number } = run): string {
  const runDir = join(dir, `open/${epoch}-${number}`);
  mkdirSync(runDir, { recursive: true });
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=30:duration=5'];
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '30'];
  const files = [
    '-muxdelay',
    '0',
    '-f',
    'segment',
    '-segment_format',
    'mpegts',
    '-segment_time',
    '1',
    '%06d.ts',
  ];
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...picture, ...encoder, ...files], { cwd: runDir });
  return runDir;
}

async function writeFirst(count: number, startMs: number): Promise<string> {
  const runDir = capture();
  const writer = new RunWriter(ring, runDir, run, { frames: 0, ms: 0 });
  for (let at = 0; at < count; at++)
    expect(await writer.write(`00000${at}.ts`, startMs + (at + 1) * 1000, at * 1000)).toMatchObject({
      kind: 'kept',
    });
  return runDir;
}

const startMs = Date.UTC(2026, 10, 20, 12, 59, 58);

describe('the ring on the disk', () => {
  it('is the same when it is read again', async () => {
    await writeFirst(5, startMs);
    expect(ring.list().map(({ frames, durationMs }) => [frames, durationMs])).toEqual(
      Array.from({ length: 5 }, () => [30, 1000]),
    );
    expect(await readRing(dir)).toEqual(ring.list());
    expect((await CameraRing.open(dir, isOurs)).list()).toEqual(ring.list());
    expect(readdirSync(join(dir, '20261120')).toSorted()).toEqual(['12', '13']);
  });

  it('forgets what is removed, with its folders, and leaves what a clip holds', async () => {
    await writeFirst(5, startMs);
    const [first] = ring.list();
    const held = join(dir, 'held.ts');
    linkSync(join(dir, segmentPath(first!)), held);
    await ring.removeThrough(ring.list()[2]!.seq);
    expect(existsSync(join(dir, '20261120/12'))).toBe(false);
    expect(ring.list()).toHaveLength(2);
    expect(await readRing(dir)).toEqual(ring.list());
    expect(readFileSync(held).length).toBe(first!.sizeBytes);
  });

  it('keeps what can’t be deleted, and lets go of the rest', async () => {
    await writeFirst(5, startMs);
    const [first, second] = ring.list().map((segment) => join(dir, segmentPath(segment)));
    rmSync(first!);
    mkdirSync(first!);
    await expect(ring.removeThrough(ring.list()[2]!.seq)).rejects.toThrow('1 segments');
    expect(existsSync(second!)).toBe(false);
    expect(ring.list()).toHaveLength(3);
    expect(ring.tally).toEqual(new RingTally(ring.list()));
    rmdirSync(first!);
    await ring.removeThrough(ring.list()[0]!.seq);
    expect(await readRing(dir)).toEqual(ring.list());
    expect(existsSync(join(dir, '20261120/12'))).toBe(false);
  });

  it('is kept within its quota', async () => {
    await writeFirst(5, Date.now() - 5000);
    const maxBytes = ring
      .list()
      .slice(3)
      .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const retention = new Retention(dir, pino({ enabled: false }));
    const limits = () => ({ bufferSec: 300, maxBytes, minFreeBytes: 0 });
    retention.keep('a', { ring, limits, lackedSeq: () => null });
    await Promise.all([retention.enforce(), retention.enforce()]);
    expect(ring.list()).toHaveLength(2);
    expect(retention.isShortened('a')).toBe(false);
    expect(retention.freeBytes).toBeGreaterThan(0);
  });

  it('keeps what a full disk gets nothing back for, as a clip holds it', async () => {
    const seconds = 20;
    for (let at = 0; at < seconds; at++) {
      const file = join(dir, 'second.ts');
      writeFileSync(file, 'x');
      const times = { startMs: startMs + at * 1000, durationMs: 1000 };
      const segment = await ring.adopt(file, { ...run, ...times, frames: 30, isRecovered: false }, 1);
      if (at >= 3) linkSync(join(dir, segmentPath(segment)), join(dir, `held-${at}.ts`));
    }
    const retention = new Retention(dir, pino({ enabled: false }));
    const limits = () => ({ bufferSec: 1e9, maxBytes: 1e9, minFreeBytes: Number.MAX_SAFE_INTEGER });
    retention.keep('a', { ring, limits, lackedSeq: () => null });
    await retention.enforce();
    expect(ring.list()).toHaveLength(seconds - 3);
    expect(retention.isShortened('a')).toBe(true);
  });

  it('is not written by whoever has lost the camera, be it in the last moment', async () => {
    const runDir = capture();
    // the slow part is over by then: the segment's folder is there
    const hour = join(dir, '20261120/12');
    isOurs = () => !existsSync(hour);
    const writer = new RunWriter(ring, runDir, run, { frames: 0, ms: 0 });
    await expect(writer.write('000000.ts', startMs, 0)).rejects.toThrow('another recorder');
    expect(existsSync(hour)).toBe(true);
    expect(await readRing(dir)).toEqual([]);
    await expect(recoverRuns(ring)).rejects.toThrow('another recorder');
    expect(readdirSync(runDir)).toHaveLength(5);
  });
});

describe('recovery', () => {
  it('goes on with the run’s own clock, and takes a torn file for what is in it', async () => {
    const runDir = await writeFirst(3, startMs);
    truncateSync(join(runDir, '000004.ts'), 9 * 188 + 50);
    const recovered = await recoverRuns(ring);
    expect(recovered.map(({ run, isRecovered }) => [run, isRecovered])).toEqual([
      [5, true],
      [5, true],
    ]);
    expect(recovered[0]!.startMs - ring.list()[2]!.startMs).toBe(1000);
    expect(recovered[1]!.startMs - ring.list()[2]!.startMs).toBe(2000);
    expect(recovered[1]!.frames).toBeLessThan(30);
    expect(ring.list().map(({ seq }) => seq - ring.list()[0]!.seq)).toEqual([0, 1, 2, 3, 4]);
    expect(readdirSync(join(dir, 'open'))).toEqual([]);
    expect(await readRing(dir)).toEqual(ring.list());
  });

  it('dates a run of which nothing was kept by when it was written', async () => {
    const runDir = capture();
    const writtenAt = new Date(startMs + 1000);
    utimesSync(join(runDir, '000000.ts'), writtenAt, writtenAt);
    const recovered = await recoverRuns(ring);
    expect(recovered.map(({ startMs }) => startMs)).toEqual(
      [0, 1, 2, 3, 4].map((second) => startMs + second * 1000),
    );
  });

  it('takes in the rest of a run that a disk refused', async () => {
    const runDir = await writeFirst(2, startMs);
    const inTheWay = join(dir, '20261120/13');
    writeFileSync(inTheWay, '');
    await expect(recoverRuns(ring)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readdirSync(runDir)).toEqual(['000002.ts', '000003.ts', '000004.ts']);
    rmSync(inTheWay);
    await recoverRuns(ring);
    expect(ring.list().map(({ startMs: atMs }) => atMs - startMs)).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(readdirSync(join(dir, 'open'))).toEqual([]);
  });

  it('goes by the runs’ numbers: epochs begin anew', async () => {
    capture({ epoch: 9, run: 5 });
    capture({ epoch: 1, run: 6 });
    const recovered = await recoverRuns(ring);
    expect(recovered.map(({ epoch }) => epoch)).toEqual([9, 9, 9, 9, 9, 1, 1, 1, 1, 1]);
  });

  it('counts what a file has, and not what its ffmpeg writes on while its recorder is frozen', async () => {
    const runDir = capture();
    const writtenAt = new Date(startMs + 5000);
    const newest = join(runDir, '000004.ts');
    const rest = readFileSync(newest).subarray(100 * 188);
    truncateSync(newest, 100 * 188);
    const written = openSync(newest, 'a');
    utimesSync(newest, writtenAt, writtenAt);
    const { sizeBytes, ...torn } = (await recoverRuns(ring)).at(-1)!;
    writeSync(written, rest);
    closeSync(written);
    expect(sizeBytes).toBe(100 * 188);
    expect((await readRing(dir)).at(-1)).toEqual({ ...torn, sizeBytes });
    expect(torn.frames).toBeLessThan(30);
  });

  it('throws away what holds no picture', async () => {
    const runDir = capture();
    for (const at of [0, 1, 2, 3, 4]) truncateSync(join(runDir, `00000${at}.ts`), 0);
    expect(await recoverRuns(ring)).toEqual([]);
    expect(readdirSync(join(dir, 'open'))).toEqual([]);
  });

  it('takes up nothing in a folder that has no past', async () => {
    expect(await recoverRuns(ring)).toEqual([]);
  });
});
