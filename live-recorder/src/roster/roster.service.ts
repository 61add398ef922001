import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Camera, DatabaseListener, findRecordingClips, seedCameras } from '@sluice/database';
import { CameraBoard, CameraLock } from '@sluice/queue';
import { HeldSegments } from '@sluice/storage';
import { cameraFolder, ringsFolder } from '@sluice/vod';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { cameraSettings, type CameraSettings } from '../camera/camera-settings.js';
import { CameraSupervisor, type RecorderParts } from '../camera/camera-supervisor.js';
import { ClipKeeper } from '../clips/clip-keeper.js';
import { LOG, REDIS } from '../injection-tokens.js';
import { ownIdentity } from '../owner/process-identity.js';
import { Retention } from '../ring/retention.js';
import { RECORDER_SETTINGS, type RecorderSettings } from '../settings.js';
import { planRoster } from './plan-roster.js';

/** PostgreSQL tells of changes; this is for what it could not tell. */
const lookEveryMs = 10_000;
const clipsEveryMs = 5000;
const retentionEveryMs = 5000;
/** Cameras that begin together are spread: each asks its stream and the processor for a good second. */
const spreadMs = 200;

/** Follows the table of cameras: each has its supervisor, those that are gone have none and no folder. */
@Injectable()
export class RosterService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly supervisors = new Map<string, { camera: CameraSettings; supervisor: CameraSupervisor }>();
  private readonly listener: DatabaseListener;
  private readonly parts: RecorderParts;
  private readonly timers: NodeJS.Timeout[] = [];
  private syncing: Promise<void> = Promise.resolve();
  private isStopping = false;

  constructor(
    @Inject(RECORDER_SETTINGS) private readonly settings: RecorderSettings,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOG) private readonly log: Logger,
    private readonly database: DataSource,
  ) {
    const sync = (): void => this.syncSoon();
    const channels = { camera_changed: sync, clip_changed: () => void this.followClips() };
    this.listener = new DatabaseListener(settings.DATABASE_URL, channels, sync);
    const held = new HeldSegments(settings.UPLOADS_DIR);
    this.parts = {
      uploadsDir: settings.UPLOADS_DIR,
      ffmpegPath: settings.FFMPEG_PATH,
      ffprobePath: settings.FFPROBE_PATH,
      owner: ownIdentity(),
      clips: new ClipKeeper(() => findRecordingClips(database), held, log),
      lockOf: (cameraId) => new CameraLock(redis, cameraId, this.parts.owner),
      board: new CameraBoard(redis),
      retention: new Retention(join(settings.UPLOADS_DIR, ringsFolder), log),
      log,
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await mkdir(join(this.settings.UPLOADS_DIR, ringsFolder), { recursive: true });
    const named = [...(this.settings.VIDEO_SOURCE ?? []), ...(this.settings.VIDEO_SOURCES ?? [])];
    const added = await seedCameras(this.database, named);
    if (added.length > 0) this.log.info({ cameras: added }, 'cameras added');
    this.timers.push(
      setInterval(() => this.syncSoon(), lookEveryMs),
      setInterval(() => void this.followClips(), clipsEveryMs),
      setInterval(() => void this.parts.retention.enforce().catch(() => undefined), retentionEveryMs),
    );
    await this.listener.start();
    this.log.info({ owner: this.parts.owner }, 'ready');
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.listener.stop();
    await this.syncing;
    await Promise.all([...this.supervisors.values()].map(({ supervisor }) => supervisor.stop()));
    this.redis.disconnect();
  }

  private syncSoon(): void {
    this.syncing = this.syncing
      .then(() => this.sync())
      .catch((error: unknown) =>
        this.log.warn({ err: error }, 'the cameras could not be read; trying again'),
      );
  }

  private async sync(): Promise<void> {
    if (this.isStopping) return;
    // before any ring is opened, which begins with deleting what is too old
    await this.parts.clips.refresh();
    // before the rows: a camera that is added meanwhile is in neither
    const known = await this.parts.board.listIds().catch(() => []);
    const rows = await this.database.getRepository(Camera).find({ order: { createdAt: 'ASC' } });
    const wanted = rows.map((row) => cameraSettings(row, this.settings));
    const current = new Map([...this.supervisors].map(([id, { camera }]) => [id, camera]));
    const plan = planRoster(current, wanted, known);
    for (const cameraId of plan.remove)
      await this.remove(cameraId).catch((error: unknown) =>
        this.log.warn({ err: error, cameraId }, 'the camera could not be removed; trying again'),
      );
    for (const cameraId of plan.forget) await this.parts.board.remove(cameraId).catch(() => undefined);
    for (const camera of plan.takeOver) this.takeOver(camera);
    for (const camera of plan.restart) await this.stop(camera.id);
    for (const camera of [...plan.restart, ...plan.start]) {
      this.start(camera);
      await sleep(spreadMs);
    }
  }

  private async followClips(): Promise<void> {
    await this.parts.clips
      .refresh()
      .catch((error: unknown) => this.log.warn({ err: error }, 'the clips could not be read; trying again'));
  }

  private start(camera: CameraSettings): void {
    this.supervisors.set(camera.id, { camera, supervisor: new CameraSupervisor(camera, this.parts) });
  }

  private takeOver(camera: CameraSettings): void {
    const { supervisor } = this.supervisors.get(camera.id)!;
    supervisor.takeOver(camera);
    this.supervisors.set(camera.id, { camera, supervisor });
  }

  private async stop(cameraId: string): Promise<void> {
    await this.supervisors.get(cameraId)?.supervisor.stop();
    this.supervisors.delete(cameraId);
  }

  /** Its past goes with it; clips of it have links of their own. Its status goes last: while it is there, this is done again. */
  private async remove(cameraId: string): Promise<void> {
    await this.stop(cameraId);
    await rm(join(this.settings.UPLOADS_DIR, cameraFolder(cameraId)), { recursive: true, force: true });
    await this.parts.board.remove(cameraId);
    this.log.info({ cameraId }, 'camera removed');
  }
}
