import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { runFfmpeg } from './run-ffmpeg.js';

const log = pino({ enabled: false });

it('in a folder that is gone is an error of the job, and no end of the worker', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'sluice-gone-'));
  rmSync(workDir, { recursive: true });
  const description = { inputs: [], outputs: [{ path: 'nothing', options: [] }] };
  const run = {
    label: 'gone',
    workDir,
    timeoutMs: 5000,
    limits: { cpuSec: 5 },
    signal: new AbortController().signal,
    log,
  };
  await expect(runFfmpeg(description, run)).rejects.toMatchObject({ code: 'ffmpeg_unavailable' });
});
