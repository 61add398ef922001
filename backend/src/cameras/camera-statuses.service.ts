import { CameraBoard, openRedis } from '@sluice/queue';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { CameraStatus } from '@sluice/vod';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';

/** What recorders say about their cameras; while Redis is away, what they said last. */
@Injectable()
export class CameraStatuses implements BeforeApplicationShutdown {
  private readonly redis;
  private readonly board;
  private latest: CameraStatus[] = [];

  constructor(@Inject(BACKEND_SETTINGS) settings: BackendSettings) {
    this.redis = openRedis(settings.REDIS_URL);
    this.board = new CameraBoard(this.redis);
  }

  async list(): Promise<CameraStatus[]> {
    this.latest = await this.board.list().catch(() => this.latest);
    return this.latest;
  }

  async find(cameraId: string): Promise<CameraStatus | null> {
    return (await this.list()).find((status) => status.cameraId === cameraId) ?? null;
  }

  beforeApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
