import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCameraSource, segmentEndMs, type RingSegment } from '@sluice/vod';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planCapture, type CapturePlan } from '../capture/capture-plan.js';
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

  /** Records until `count` segments are there, as it should be recorded unless a plan is given. */
  async function record(address: string, count: number, given?: CapturePlan) {
    const source = parseCameraSource(address);
    const plan = given ?? planCapture(source, await probeCamera('ffprobe', source, never), 'auto');
    const stopping = new AbortController();
    const kept: { segment: RingSegment; receivedMs: number }[] = [];
    let program = '';
    const end = await recordRun({
      ring: await CameraRing.open(folder, () => true),
      held,
      source,
      plan,
      sourceGopSec: 1,
      gopSec: 1,
      isPlanOpen: plan.video === 'copy',
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

  it.each<[string, Partial<CapturePlan>, object]>([
    ['B-frames', {}, { kind: 'must_encode', seen: { hasBFrames: true } }],
    ['no sound any more', { sound: 'copy' }, { kind: 'media_changed' }],
  ])('doubts a plan when the camera sends %s', async (_, own, end) => {
    const film = join(folder, 'film.mp4');
    // prettier-ignore
    execFileSync('ffmpeg', [
      '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=4', '-c:v', 'libx264',
      '-x264-params', 'b-adapt=0', '-bf', '2', '-g', '25', '-pix_fmt', 'yuv420p', film,
    ]);
    const plan = { video: 'copy', sound: 'none', times: 'camera', reason: 'it fitted' } as const;
    expect((await record(film, 3, { ...plan, ...own })).end).toMatchObject(end);
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
