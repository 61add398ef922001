import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { openRunFolder, runId, type CameraSource, type TsSegment } from '@sluice/vod';
import { captureArgs } from '../capture/capture-args.js';
import { gopSecMax } from '../capture/camera-media.js';
import type { CapturePlan } from '../capture/capture-plan.js';
import { sourceLatency } from '../capture/source-latency.js';
import { startCapture, type CaptureEnd } from '../capture/start-capture.js';
import type { HeldCamera } from '../owner/hold-camera.js';
import type { CameraRing } from '../ring/camera-ring.js';
import { recoverRun } from '../ring/recover-run.js';
import { RunWriter, type Written } from '../ring/run-writer.js';
import { isDiskFull, RunOver, type RunEnd } from './run-end.js';
import { countFrames, findStall, firstSigns } from './watchdog.js';

export interface RunOptions {
  ring: CameraRing;
  held: HeldCamera;
  source: CameraSource;
  plan: CapturePlan;
  /** Distance of key frames, as far as it is known: of the camera's, and of those in the ring. */
  sourceGopSec: number;
  gopSec: number;
  /** The picture is copied because it seemed to fit: where it doesn't, it is encoded. */
  isPlanOpen: boolean;
  ffmpegPath: string;
  signal: AbortSignal;
  onStart: (runId: string) => void;
  /** The first have come, and are on their way into a file. */
  onPictures: (pid: number) => void;
  /** As soon as it is known that the camera is lost; ending ffmpeg takes its time. */
  onLost: () => void;
  /** A segment is in the ring; the last one may come when the run is over already. */
  onKept: (written: Extract<Written, { kind: 'kept' }>, isOver: boolean) => Promise<void>;
}

/** Less than this, and a file without a picture is the disk's fault. */
const fullBelowBytes = 4 * 1024 ** 2;
const watchEveryMs = 250;
/** How long ffmpeg may take to end its last file; when it stands still, it waits in a read that no signal ends. */
const graceMs = 3000;
const stalledGraceMs = 300;

/** One run of ffmpeg, from its start until everything it wrote is in the ring. Throws what the disk throws. */
export async function recordRun(options: RunOptions): Promise<RunEnd> {
  const { ring, held, signal } = options;
  const run = { epoch: held.epoch, run: ring.next().run };
  const runDir = join(ring.dir, openRunFolder(run));
  await mkdir(runDir, { recursive: true });

  const over = new RunOver();
  const writer = new RunWriter(ring, runDir, run, sourceLatency(options.source, options.plan));
  let signs = firstSigns(performance.now());
  let writing = Promise.resolve();
  const stop = (): void => over.end('stopped', 'stopped');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const capture = startCapture(
    options.ffmpegPath,
    captureArgs(options.source, options.plan, options.sourceGopSec),
    runDir,
    options.source,
    {
      onSegment: (fileName, receivedMs, monotonicMs) => {
        signs = { ...signs, segmentAtMs: monotonicMs };
        writing = writing
          .then(() => writer.write(fileName, receivedMs, monotonicMs))
          .then((written) => judge(written, options, over))
          .catch((error: Error) => over.end(isDiskFull(error) ? 'disk_full' : 'failed', error.message));
      },
      onFrames: (frames) => {
        if (frames > 0 && signs.frames === 0) options.onPictures(capture.pid());
        signs = countFrames(signs, frames, performance.now());
      },
    },
  );
  options.onStart(runId(run));
  void capture.ended.then((ended) => over.end(kindOf(ended), ended.detail));
  const watch = setInterval(() => {
    const stall = findStall(signs, options.gopSec, performance.now());
    if (stall) over.end('failed', stall);
  }, watchEveryMs);

  const end = await over.reason;
  clearInterval(watch);
  signal.removeEventListener('abort', stop);
  if (end.kind === 'failed') options.onLost();
  await capture.stop(end.kind === 'failed' ? stalledGraceMs : graceMs);
  await writing;
  if (held.isHeld()) await recoverRun(ring, run);
  return end;
}

function kindOf({ diskIsFull, lacksStream }: CaptureEnd): RunEnd['kind'] {
  if (diskIsFull) return 'disk_full';
  return lacksStream ? 'media_changed' : 'failed';
}

async function judge(written: Written, options: RunOptions, over: RunOver): Promise<void> {
  switch (written.kind) {
    case 'kept':
      await options.onKept(written, over.isOver);
      if (options.plan.video === 'copy') doubtPlan(written, options, over);
      return;
    case 'empty': {
      const { bavail, bsize } = await statfs(options.ring.dir);
      if (bavail * bsize < fullBelowBytes) over.end('disk_full', 'no space left on the disk');
      return;
    }
    case 'jump':
      return over.end('clock', `the camera's time is not to be trusted (${written.jump})`);
  }
}

function doubtPlan(
  { segment, media }: Extract<Written, { kind: 'kept' }>,
  { isPlanOpen }: RunOptions,
  over: RunOver,
): void {
  const gopSec = segment.durationMs / 1000;
  if (media.codec !== 'h264') over.end('media_changed', `the camera sends ${media.codec} now`);
  else if (!isPlanOpen) return;
  else if (hasBFrames(media)) over.end('must_encode', 'the camera sends B-frames', { hasBFrames: true });
  else if (gopSec > gopSecMax + 0.1)
    over.end('must_encode', `a key frame only every ${gopSec.toFixed(1)} s`, { gopSec });
}

/** Each picture is written as it comes, with the time at which it is shown. */
const hasBFrames = ({ frames }: TsSegment): boolean =>
  frames.some(({ ptsTicks }, at) => at > 0 && ptsTicks < frames[at - 1]!.ptsTicks);
