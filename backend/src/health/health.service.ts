import { WorkerPresence } from '@sluice/database';
import type { ObjectStorage } from '@sluice/storage';
import { SluiceError, type HealthCheck, type Readiness } from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, Raw } from 'typeorm';
import { DiskGuard } from '../disk-guard.service.js';
import { OBJECT_STORAGE } from '../object-storage.provider.js';
import { VideoSender } from '../queue/video-sender.service.js';

const workerSilenceSec = 30;
/** Writing a test object at every probe would cost money on S3. */
const storageCheckMs = 30_000;

/** Whether the platform can do its work, part by part. */
@Injectable()
export class HealthService {
  private storageChecked: { at: number; result: HealthCheck } | null = null;

  constructor(
    private readonly database: DataSource,
    private readonly sender: VideoSender,
    @Inject(OBJECT_STORAGE) private readonly storage: ObjectStorage,
    private readonly disk: DiskGuard,
  ) {}

  async check(): Promise<Readiness> {
    const [database, redis, storage, workers] = await Promise.all([
      attempt(async () => {
        await this.database.query('SELECT 1');
        return 'PostgreSQL answers';
      }),
      attempt(async () => {
        await this.sender.ping();
        return 'Redis answers';
      }),
      this.checkStorage(),
      this.findWorkers().catch(() => []),
    ]);
    const worker = {
      ok: workers.length > 0,
      detail:
        workers.length > 0
          ? `${workers.length} seen`
          : `no worker was seen for ${workerSilenceSec} s: start video-worker`,
    };
    const told = (pick: (presence: WorkerPresence) => string): HealthCheck => ({
      ok: worker.ok,
      detail: [...new Set(workers.map(pick))].join(', ') || 'unknown while no worker is there',
    });
    const checks = {
      database,
      redis,
      storage,
      worker,
      ffmpeg: told((w) => w.ffmpegVersion),
      sandbox: told((w) => w.sandbox),
    };
    return { status: Object.values(checks).every(({ ok }) => ok) ? 'ready' : 'not_ready', checks };
  }

  private findWorkers(): Promise<WorkerPresence[]> {
    return this.database
      .getRepository(WorkerPresence)
      .findBy({ seenAt: Raw((column) => `${column} > now() - interval '${workerSilenceSec} seconds'`) });
  }

  /** The room is looked at each time: that costs nothing. */
  private async checkStorage(): Promise<HealthCheck> {
    const room = await attempt(() => this.checkRoom());
    return room.ok ? this.checkObjects() : room;
  }

  private async checkRoom(): Promise<string> {
    await this.disk.refuseWithoutRoomFor(0).catch((error: unknown) => {
      if (!(error instanceof SluiceError)) throw error;
      const detail = 'less than DISK_MIN_FREE_BYTES are free: uploads are refused and videos wait';
      throw new SluiceError(error.code, detail, { cause: error });
    });
    return 'there is room';
  }

  private async checkObjects(): Promise<HealthCheck> {
    if (this.storageChecked?.result.ok && Date.now() - this.storageChecked.at < storageCheckMs)
      return this.storageChecked.result;
    const result = await attempt(async () => {
      await this.storage.check();
      return 'objects can be written and deleted';
    });
    this.storageChecked = { at: Date.now(), result };
    return result;
  }
}

async function attempt(work: () => Promise<string>): Promise<HealthCheck> {
  try {
    return { ok: true, detail: await work() };
  } catch (error) {
    return { ok: false, detail: tellableReason(error) };
  }
}

/** Anybody may ask, and messages of drivers and of the file system name addresses and paths: their codes must do. */
function tellableReason(error: unknown): string {
  if (error instanceof SluiceError) return error.detail;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? `no answer (${code})` : 'no answer';
}
