import { randomUUID } from 'node:crypto';
import { Camera } from '@sluice/database';
import {
  SluiceError,
  type BufferStatus,
  type CameraList,
  type CameraView,
  type CreateCamera,
  type StreamStatus,
  type UpdateCamera,
  type UserView,
} from '@sluice/vod';
import { Inject, Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, QueryFailedError } from 'typeorm';
import { BACKEND_SETTINGS, type BackendSettings } from '../settings.js';
import { CameraRings } from './camera-rings.service.js';
import { CameraStatuses } from './camera-statuses.service.js';
import { presentBuffer, presentCamera, presentStreams } from './present-camera.js';

const oldestFirst = { createdAt: 'ASC', id: 'ASC' } as const;
const uniqueViolation = '23505';

/** The rows of cameras, and what is known of each. Recorders hear of changes from PostgreSQL. */
@Injectable()
export class Cameras {
  constructor(
    private readonly database: DataSource,
    private readonly statuses: CameraStatuses,
    private readonly rings: CameraRings,
    private readonly logger: PinoLogger,
    @Inject(BACKEND_SETTINGS) private readonly settings: BackendSettings,
  ) {}

  /** Throws `camera_not_found`. */
  async load(id: string): Promise<Camera> {
    const camera = await this.database.getRepository(Camera).findOneBy({ id });
    if (!camera) throw new SluiceError('camera_not_found');
    return camera;
  }

  async list(): Promise<CameraList> {
    const items = await this.present(await this.database.getRepository(Camera).find({ order: oldestFirst }));
    return { items, serverTime: new Date().toISOString() };
  }

  async view(id: string): Promise<CameraView> {
    const [view] = await this.present([await this.load(id)]);
    return view!;
  }

  async create(user: UserView, { name, source, ...limits }: CreateCamera): Promise<CameraView> {
    const id = randomUUID();
    const row = { id, name, source: source.trim(), ...asColumns(limits) };
    await this.save(() => this.database.getRepository(Camera).insert(row));
    this.logger.info({ cameraId: id, userId: user.id }, 'camera added');
    return this.view(id);
  }

  async update(user: UserView, id: string, { name, source, ...limits }: UpdateCamera): Promise<CameraView> {
    await this.load(id);
    const change = {
      ...(name !== undefined && { name }),
      ...(source !== undefined && { source: source.trim() }),
      ...asColumns(limits),
    };
    await this.save(() => this.database.getRepository(Camera).update({ id }, change));
    this.logger.info({ cameraId: id, userId: user.id, fields: Object.keys(change) }, 'camera changed');
    return this.view(id);
  }

  async remove(user: UserView, id: string): Promise<void> {
    await this.database.getRepository(Camera).delete({ id });
    this.logger.info({ cameraId: id, userId: user.id }, 'camera removed');
  }

  /** By id or name; without either the first camera. Throws `camera_not_found`. */
  async bufferStatus(named: string | undefined): Promise<BufferStatus> {
    const cameras = await this.database.getRepository(Camera).find({ order: oldestFirst });
    const camera =
      named === undefined ? cameras[0] : cameras.find(({ id, name }) => id === named || name === named);
    if (!camera) throw new SluiceError('camera_not_found');
    const [ring, status] = await Promise.all([this.rings.list(camera.id), this.statuses.find(camera.id)]);
    return presentBuffer(camera, ring, status, this.settings, Date.now());
  }

  async streamStatus(): Promise<StreamStatus> {
    const cameras = await this.database.getRepository(Camera).find({ order: oldestFirst });
    const statuses = await this.statuses.list();
    const nowMs = Date.now();
    const facts = cameras.map(async (camera) => {
      const status = statuses.find(({ cameraId }) => cameraId === camera.id) ?? null;
      const ring = await this.rings.list(camera.id);
      const buffer = presentBuffer(camera, ring, status, this.settings, nowMs);
      return { buffer, status, enabled: camera.enabled };
    });
    return presentStreams(await Promise.all(facts), nowMs);
  }

  private async present(cameras: readonly Camera[]): Promise<CameraView[]> {
    const [statuses, recording] = await Promise.all([this.statuses.list(), this.countRecordingClips()]);
    const nowMs = Date.now();
    return cameras.map((camera) => {
      const status = statuses.find(({ cameraId }) => cameraId === camera.id) ?? null;
      return presentCamera(camera, status, recording.get(camera.id) ?? 0, nowMs);
    });
  }

  private async countRecordingClips(): Promise<Map<string, number>> {
    const rows: { cameraId: string; clips: number }[] = await this.database.query(
      `SELECT camera_id AS "cameraId", count(*)::int AS clips FROM clips
       WHERE stopped_at IS NULL AND camera_id IS NOT NULL GROUP BY camera_id`,
    );
    return new Map(rows.map(({ cameraId, clips }) => [cameraId, clips]));
  }

  private async save(write: () => Promise<unknown>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (
        error instanceof QueryFailedError &&
        (error.driverError as { code?: string }).code === uniqueViolation
      )
        throw new SluiceError('camera_name_taken');
      throw error;
    }
  }
}

/** PostgreSQL's driver takes a bigint as text. */
const asBigint = (bytes: number | null): string | null => (bytes === null ? null : String(bytes));

const asColumns = ({ maxBytes, minFreeBytes, ...rest }: Omit<UpdateCamera, 'name' | 'source'>) => ({
  ...rest,
  ...(maxBytes !== undefined && { maxBytes: asBigint(maxBytes) }),
  ...(minFreeBytes !== undefined && { minFreeBytes: asBigint(minFreeBytes) }),
});
