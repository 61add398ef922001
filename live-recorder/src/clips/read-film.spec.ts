import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAbout, readFilm } from './read-film.js';

/** Printed by ffprobe 5.1, shortened. */
const text = `stream|codec_name=h264|width=640|height=360|extradata_hash=SHA256:b4b9
stream|codec_name=aac|extradata_hash=SHA256:cc03
format|duration=0.100000
`;

it('parseAbout reads what a film is', () => {
  expect(parseAbout(text)).toEqual({
    width: 640,
    height: 360,
    parameters: 'h264 640 360 SHA256:b4b9, aac SHA256:cc03',
    durationSec: 0.1,
  });
});

describe('readFilm', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-film-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = { signal: new AbortController().signal };

  it.each([0, 2])('reads a film with %i B-frames in a row', async (bFrames) => {
    const path = join(folder, `film-${bFrames}.mp4`);
    // prettier-ignore
    execFileSync('ffmpeg', [
      '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=25:duration=2', '-f', 'lavfi', '-i', 'sine=duration=2',
      '-c:v', 'libx264', '-bf', String(bFrames), '-c:a', 'aac', path,
    ]);
    const film = await readFilm('ffprobe', path, { ...run, workDir: folder });
    expect(film).toMatchObject({ width: 160, height: 90, isReordered: bFrames > 0 });
    expect(film.parameters).toMatch(/^h264 160 90 SHA256:[0-9a-f]{64}, aac SHA256:[0-9a-f]{64}$/);
    expect(film.durationSec).toBeCloseTo(2, 1);
    expect(film.timesSec).toEqual(Array.from({ length: 50 }, (_, at) => at / 25));
  });

  it('lets the recorder go on while it reads two hours', async () => {
    const ffprobe = join(folder, 'ffprobe');
    const lines = `awk 'BEGIN { for (n = 0; n < 216000; n++) printf "%.6f,K__\\n", n / 30 }'`;
    writeFileSync(ffprobe, `#!/bin/sh\ncase "$*" in *packet*) ${lines} ;; *) printf '${text}' ;; esac\n`);
    chmodSync(ffprobe, 0o755);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { timesSec } = await readFilm(ffprobe, 'film.mp4', run);
    // what blocks is counted when the loop turns again
    await sleep(20);
    delay.disable();
    expect(timesSec).toHaveLength(216_000);
    expect(timesSec.at(-1)).toBe(7199.966667);
    // a busy machine adds its own
    expect(delay.max / 1e6).toBeLessThan(150);
  });
});
