import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CameraLock } from '@sluice/queue';
import { cameraFolder, parseCameraSource, RingTally, segmentEndMs, type CameraSource } from '@sluice/vod';
import type { Logger } from 'pino';
import { gopSecMax, type CameraMedia } from '../capture/camera-media.js';
import { findObstacle, planCapture } from '../capture/capture-plan.js';
import { probeCamera } from '../capture/probe-camera.js';
import { forgetMedia, recallMedia, rememberMedia } from '../capture/remember-media.js';
import type { ClipKeeper } from '../clips/clip-keeper.js';
import { holdCamera, type HeldCamera } from '../owner/hold-camera.js';
import { CameraRing } from '../ring/camera-ring.js';
import { recoverRuns } from '../ring/recover-run.js';
import { CameraReporter, type ReporterParts } from '../status/camera-reporter.js';
import { countRestart } from '../status/camera-vitals.js';
import { backoffMs, healthyMs } from './backoff.js';
import type { CameraSettings } from './camera-settings.js';
import { recordRun } from './record-run.js';
import { isDiskFull, type RunEnd } from './run-end.js';

/** What all cameras of a recorder share. */
export interface RecorderParts extends ReporterParts {
  uploadsDir: string;
  ffmpegPath: string;
  ffprobePath: string;
  clips: ClipKeeper;
  lockOf: (cameraId: string) => CameraLock;
}

const triesBeforeLook = 4;
/** The camera is well; only the run had to end. */
const goesOnAtOnce: readonly RunEnd['kind'][] = ['clock', 'must_encode', 'media_changed'];

/** Keeps one camera recorded, whatever happens, until it is stopped. */
export class CameraSupervisor {
  private readonly stopping = new AbortController();
  private readonly log: Logger;
  private readonly running: Promise<void>;
  private ring: CameraRing | null = null;
  private forgetRing: (() => void)[] = [];
  private readonly reporter: CameraReporter;
  /** What the camera sends; asked again when it may have changed. */
  private media: CameraMedia | null = null;
  private hadPictures = false;

  constructor(
    private camera: CameraSettings,
    private readonly parts: RecorderParts,
  ) {
    this.log = parts.log.child({ cameraId: camera.id, camera: camera.name });
    const look = () => ({
      camera: this.camera,
      ring: this.ring?.list() ?? [],
      tally: this.ring?.tally ?? new RingTally([]),
    });
    this.reporter = new CameraReporter(look, { ...parts, log: this.log });
    this.running = this.supervise(this.stopping.signal);
  }

  /** Name and limits; for anything else the camera is stopped and started. */
  takeOver(camera: CameraSettings): void {
    this.camera = camera;
  }

  async stop(): Promise<void> {
    this.stopping.abort(new Error('the recorder stops'));
    await this.running;
  }

  private async supervise(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      const held = await holdCamera(this.parts.lockOf(this.camera.id), stopped, this.log);
      if (!held) return;
      const signal = AbortSignal.any([stopped, held.lost]);
      this.reporter.begin(this.camera.isEnabled ? 'connecting' : 'disabled');
      try {
        await this.keepRecording(held, signal);
      } finally {
        await this.reporter.end();
        this.closeRing();
        await held.release();
      }
    }
  }

  /** Tries for ever; nothing that a camera or a disk does ends it. */
  private async keepRecording(held: HeldCamera, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const end = await this.tryOnce(held, signal).catch((error: Error): RunEnd => ({
        kind: isDiskFull(error) ? 'disk_full' : 'failed',
        detail: error.message,
      }));
      if (signal.aborted) break;
      failures = performance.now() - startedAt > healthyMs ? 1 : failures + 1;
      await this.afterEnd(end, failures, signal);
    }
  }

  /** Index ▸ look ▸ plan ▸ record. */
  private async tryOnce(held: HeldCamera, signal: AbortSignal): Promise<RunEnd> {
    const ring = this.ring ?? (await this.openRing(held));
    await this.takeIn(ring);
    if (!this.camera.isEnabled) return this.idle(signal);
    this.hadPictures = false;
    const source = parseCameraSource(this.camera.source);
    const media = (this.media ??= await this.findMedia(source, signal));
    const plan = planCapture(source, media, this.camera.transcode);
    this.reporter.note({ plan, media });
    const end = await recordRun({
      ring,
      held,
      source,
      plan,
      sourceGopSec: media.gopSec ?? gopSecMax,
      gopSec: plan.video === 'encode' ? 1 : (media.gopSec ?? 1),
      isPlanOpen: plan.video === 'copy' && this.camera.transcode === 'auto',
      ffmpegPath: this.parts.ffmpegPath,
      signal,
      onStart: (runId) => {
        this.reporter.note({ runId, clock: null, backoffMs: null });
        this.log.info({ runId, ...plan }, 'recording begins');
      },
      // where there is no room, only a whole segment proves that there is
      onPictures: (pid) => {
        this.hadPictures = true;
        this.reporter.note({ pid });
        if (this.reporter.vitals.state !== 'disk_full') this.reporter.enter('live', Date.now());
      },
      onLost: () => this.reporter.enter('signal_lost', this.lastPictureMs() ?? Date.now()),
      onKept: async ({ segment, clock }, isOver) => {
        this.reporter.note({ clock, lastSegmentAtMs: Date.now() });
        if (!isOver) this.reporter.enter('live', Date.now());
        this.reporter.tellSegment(segment);
        await this.parts.clips.hold(this.camera.id);
        // a folder that can't be tidied up must not end the recording
        await this.parts.retention
          .enforce()
          .catch((error: unknown) => this.log.warn({ err: error }, 'old segments could not be deleted'));
      },
    });
    // what was torn has been taken in since
    await this.parts.clips.hold(this.camera.id);
    return end;
  }

  private async openRing(held: HeldCamera): Promise<CameraRing> {
    const startedAt = performance.now();
    const ring = await CameraRing.open(this.dir, () => held.isHeld());
    this.ring = ring;
    const tookMs = Math.round(performance.now() - startedAt);
    this.log.info({ segments: ring.list().length, tookMs }, 'ring read');
    await this.reporter.publish();
    // clips first: what they need is not deleted before they hold it
    this.forgetRing = [
      await this.parts.clips.keep(this.camera.id, ring),
      this.parts.retention.keep(this.camera.id, {
        ring,
        limits: () => this.camera,
        lackedSeq: () => this.parts.clips.lackedSeq(this.camera.id),
      }),
    ];
    return ring;
  }

  /** Everything that lies in the folder is in the ring before the camera is asked for more, whatever the last try left. */
  private async takeIn(ring: CameraRing): Promise<void> {
    const recovered = await recoverRuns(ring);
    if (recovered.length === 0) return;
    this.log.info({ recovered: recovered.length }, 'what a run had left is in the ring');
    await this.parts.clips.hold(this.camera.id);
  }

  /**
   * A look takes seconds, so what is known from the last one is enough where the picture can be copied: segments show
   * whether codec, B-frames and key frames still allow it. Whether it must still be encoded shows nowhere.
   */
  private async findMedia(source: CameraSource, signal: AbortSignal): Promise<CameraMedia> {
    const known = await recallMedia(this.dir, this.camera.source);
    if (known && !findObstacle(known)) return known;
    const media = await probeCamera(this.parts.ffprobePath, source, signal);
    await rememberMedia(this.dir, this.camera.source, media).catch((error: unknown) =>
      this.log.warn({ err: error }, 'what the camera sends could not be noted'),
    );
    return media;
  }

  /** The next owner reads it anew. */
  private closeRing(): void {
    for (const forget of this.forgetRing) forget();
    this.forgetRing = [];
    this.ring = null;
  }

  /** A camera that is switched off still grows old. Switched on again it is looked at: whoever set it up anew can say so. */
  private async idle(signal: AbortSignal): Promise<RunEnd> {
    this.reporter.enter('disabled', Date.now());
    await forgetMedia(this.dir).catch(() => undefined);
    if (!signal.aborted) await once(signal, 'abort');
    return { kind: 'stopped', detail: 'stopped' };
  }

  private async afterEnd(end: RunEnd, failures: number, signal: AbortSignal): Promise<void> {
    const nowMs = Date.now();
    const isWell = goesOnAtOnce.includes(end.kind);
    this.reporter.note(countRestart(this.reporter.vitals, end.detail, nowMs));
    await this.doubtMedia(end, failures);
    if (end.kind === 'disk_full') {
      this.reporter.enter('disk_full', nowMs);
      await this.parts.retention.enforce().catch(() => undefined);
    } else if (isWell) this.reporter.enter('connecting', nowMs);
    else this.reporter.enter('signal_lost', this.lastPictureMs() ?? nowMs);
    // a camera that seems to send something else each time is none that is well
    const mayGoOn = isWell && (end.kind !== 'media_changed' || failures === 1);
    const pauseMs = mayGoOn ? 0 : backoffMs(failures, Math.random());
    this.reporter.note({ backoffMs: pauseMs });
    this.log.warn({ kind: end.kind, failures, pauseMs }, `recording ended: ${end.detail}`);
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }

  /**
   * A camera that shows pictures and fails several times may have changed. One that shows none is most likely not to be
   * reached, and is doubted much later: while it is looked at it isn't recorded.
   */
  private async doubtMedia(end: RunEnd, failures: number): Promise<void> {
    const tries = this.hadPictures ? triesBeforeLook : triesBeforeLook * 4;
    const mayDiffer = failures % tries === 0;
    if (end.kind === 'must_encode') this.media = this.media && { ...this.media, ...end.seen };
    else if (end.kind === 'media_changed' || mayDiffer) this.media = null;
    else return;
    await forgetMedia(this.dir).catch(() => undefined);
  }

  private get dir(): string {
    return join(this.parts.uploadsDir, cameraFolder(this.camera.id));
  }

  private lastPictureMs(): number | null {
    const newest = this.ring?.newest();
    return newest ? segmentEndMs(newest) : null;
  }
}
