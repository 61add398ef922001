import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCameraSource, segmentEndMs, type RingSegment } from '@sluice/vod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planCapture } from '../capture/capture-plan.js';
import { probeCamera } from '../capture/probe-camera.js';
import { CameraRing } from '../ring/camera-ring.js';
import { startJpegCamera } from '../testing/jpeg-camera.js';
import { recordRun } from './record-run.js';

describe('recordRun', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-record-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const never = new AbortController().signal;
  const held = { epoch: 1, isHeld: () => true, lost: never, release: () => Promise.resolve() };

  /** Records until `count` segments are there. */
  async function record(address: string, count: number) {
    const source = parseCameraSource(address);
    const plan = planCapture(source, await probeCamera('ffprobe', source, never), 'auto');
    const stopping = new AbortController();
    const kept: { segment: RingSegment; receivedMs: number }[] = [];
    let program = '';
    const end = await recordRun({
      ring: await CameraRing.open(folder),
      held,
      source,
      plan,
      sourceGopSec: 1,
      gopSec: 1,
      isPlanOpen: false,
      ffmpegPath: 'ffmpeg',
      signal: stopping.signal,
      onStart: () => undefined,
      onPictures: (pid) => (program = readFileSync(`/proc/${pid}/comm`, 'utf8').trim()),
      onLost: () => undefined,
      onKept: async ({ segment }) => {
        kept.push({ segment, receivedMs: Date.now() });
        if (kept.length === count) stopping.abort();
      },
    });
    return { plan, kept, end, program };
  }

  it('knows ffmpeg itself, whatever stands around it', async () => {
    expect(await record('test:', 2)).toMatchObject({ program: 'ffmpeg', end: { kind: 'stopped' } });
  });

  it('records slow JPEGs in seconds, at the times when they came', async () => {
    const camera = await startJpegCamera(5);
    try {
      const { plan, kept, end } = await record(camera.url, 6);
      expect(plan).toMatchObject({ video: 'encode', times: 'arrival', reason: 'the camera sends mjpeg' });
      expect(end.kind).toBe('stopped');
      for (const { segment, receivedMs } of kept.slice(0, 6)) {
        expect(Math.abs(segment.durationMs - 1000)).toBeLessThanOrEqual(300);
        expect(Math.abs(receivedMs - segmentEndMs(segment))).toBeLessThanOrEqual(300);
      }
    } finally {
      camera.close();
    }
  });
});
