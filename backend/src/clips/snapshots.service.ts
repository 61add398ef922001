import { randomUUID } from 'node:crypto';
import { scheduleSweep, Snapshot, StorageSweep } from '@sluice/database';
import {
  SluiceError,
  snapshotKeys,
  snapshotPrefix,
  type ListSnapshotsQuery,
  type SnapshotList,
  type SnapshotView,
  type TakeSnapshot,
  type UserView,
} from '@sluice/vod';
import { Injectable } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource, LessThan } from 'typeorm';
import { CameraRings } from '../cameras/camera-rings.service.js';
import { Cameras } from '../cameras/cameras.service.js';
import { RecorderJobs } from '../cameras/recorder-jobs.service.js';
import { DiskGuard } from '../disk-guard.service.js';
import { refuseFuture } from './clip-rules.js';
import { noFootage } from './no-footage.js';

const thumbnailSide = 480;
/** Longer than anybody waits for a picture. */
const sweepAfterSec = 600;

/** Pictures of cameras, in full size. Everybody with an account sees them, like the cameras. */
@Injectable()
export class Snapshots {
  constructor(
    private readonly database: DataSource,
    private readonly cameras: Cameras,
    private readonly rings: CameraRings,
    private readonly recorders: RecorderJobs,
    private readonly disk: DiskGuard,
    private readonly logger: PinoLogger,
  ) {}

  /** Throws `no_footage` for a moment that the ring doesn't have, `recorder_down`, `clip_conflict`, `disk_full`. */
  async take(user: UserView, cameraId: string, body: TakeSnapshot): Promise<SnapshotView> {
    const camera = await this.cameras.load(cameraId);
    const id = body.id ?? randomUUID();
    const known = await this.findOwn(id, user, cameraId);
    if (known) return present(known);
    const atMs = body.atUtc === undefined ? null : Date.parse(body.atUtc);
    if (atMs !== null) refuseFuture(atMs);
    await this.disk.refuseWithoutRoomFor(0);
    const { fileId, ...picture } = await this.store(cameraId, atMs);
    await this.database.transaction(async (manager) => {
      const { raw } = await manager
        .createQueryBuilder()
        .insert()
        .into(Snapshot)
        .values({ id, owner: { id: user.id }, cameraId, cameraName: camera.name, fileId, ...picture })
        .orIgnore()
        .returning('id')
        .execute();
      // of two that were asked for with one id, one stays
      if ((raw as unknown[]).length > 0)
        await manager.delete(StorageSweep, { prefix: snapshotPrefix(fileId) });
    });
    this.logger.info({ snapshotId: id, cameraId, userId: user.id }, 'snapshot taken');
    const taken = await this.findOwn(id, user, cameraId);
    if (!taken) throw new SluiceError('snapshot_not_found');
    return present(taken);
  }

  /** In a place of its own, which is swept unless a row comes to know it. */
  private async store(cameraId: string, atMs: number | null) {
    const fileId = randomUUID();
    await scheduleSweep(this.database.manager, snapshotPrefix(fileId), sweepAfterSec);
    const { pictureKey, thumbnailKey } = snapshotKeys(fileId);
    const taken = await this.recorders.takePicture({
      cameraId,
      atMs,
      outputs: [
        { key: pictureKey, longestSide: null },
        { key: thumbnailKey, longestSide: thumbnailSide },
      ],
    });
    if (!taken) throw noFootage(await this.rings.read(cameraId));
    const { atMs: takenMs, ...size } = taken;
    return { fileId, takenAt: new Date(takenMs), ...size };
  }

  private async findOwn(id: string, user: UserView, cameraId: string): Promise<Snapshot | null> {
    const known = await this.find(id);
    if (known && (known.cameraId !== cameraId || known.owner.id !== user.id))
      throw new SluiceError('clip_conflict');
    return known;
  }

  async list({ camera, limit, before }: ListSnapshotsQuery): Promise<SnapshotList> {
    const snapshots = await this.database.getRepository(Snapshot).find({
      where: { ...(camera && { cameraId: camera }), ...(before && { takenAt: LessThan(new Date(before)) }) },
      relations: { owner: true },
      order: { takenAt: 'DESC', id: 'DESC' },
      take: limit,
    });
    return { items: snapshots.map(present) };
  }

  /** Throws `snapshot_not_found`. */
  async load(id: string): Promise<Snapshot> {
    const snapshot = await this.find(id);
    if (!snapshot) throw new SluiceError('snapshot_not_found');
    return snapshot;
  }

  async delete(user: UserView, id: string): Promise<void> {
    const snapshot = await this.load(id);
    if (user.role !== 'admin' && user.id !== snapshot.owner.id) throw new SluiceError('forbidden');
    await this.database.transaction(async (manager) => {
      await manager.delete(Snapshot, { id });
      await scheduleSweep(manager, snapshotPrefix(snapshot.fileId), 0);
    });
    this.logger.info({ snapshotId: id, userId: user.id }, 'snapshot deleted');
  }

  private find(id: string): Promise<Snapshot | null> {
    return this.database.getRepository(Snapshot).findOne({ where: { id }, relations: { owner: true } });
  }
}

/** Addresses that stay: where the picture lies is nobody's business but the server's. */
function present(snapshot: Snapshot): SnapshotView {
  const { id, cameraId, cameraName, takenAt, width, height, sizeBytes, owner, createdAt } = snapshot;
  return {
    id,
    cameraId,
    cameraName,
    takenAt: takenAt.toISOString(),
    url: `/media/snapshots/${id}/picture.jpg`,
    thumbnailUrl: `/media/snapshots/${id}/thumbnail.jpg`,
    width,
    height,
    sizeBytes,
    owner: { id: owner.id, name: owner.name },
    createdAt: createdAt.toISOString(),
  };
}
